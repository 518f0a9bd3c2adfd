# Writes OUTPUT, a C++ source with the text of every file in FILES (separated by commas), and a
# function FUNCTION of HEADER that returns them.
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"shoal_json(${text})shoal_json\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"${HEADER}\"

#include <array>

namespace shoal::scenarios {
namespace {
constexpr auto entries = std::to_array<CatalogueEntry>({
${entries}});
}  // namespace

std::span<const CatalogueEntry> ${FUNCTION}() { return entries; }

}  // namespace shoal::scenarios
")
