# Writes OUTPUT, a C++ source with the text of every file in FILES (separated by commas).
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"shoal_json(${text})shoal_json\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"scenarios/catalogue.hpp\"

#include <array>

namespace shoal::scenarios {
namespace {
constexpr auto entries = std::to_array<CatalogueEntry>({
${entries}});
}  // namespace

std::span<const CatalogueEntry> catalogue() { return entries; }

}  // namespace shoal::scenarios
")
