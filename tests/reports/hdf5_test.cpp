#include "reports/hdf5_reader.hpp"
#include "reports/hdf5_writer.hpp"
#include "reports/report_error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace shoal::reports;

namespace {

Table people() {
  return {{{"name", "", Texts{"Ann", "Björn", ""}},
           {"age", "years", Counts{31, 18446744073709551615U, 0}},
           {"balance", "0.01 USD", Integers{-5, 0, 1}},
           {"height", "m", Reals{1.7, std::numeric_limits<double>::quiet_NaN(), -0.0}}}};
}

std::vector<std::byte> people_file() {
  Hdf5Writer file;
  file.make_group("/group");
  file.set_attribute("/group", "kind", std::string("people"));
  file.set_attribute("/group", "count", std::uint64_t{3});
  file.set_attribute("/group", "order", std::vector<std::string>{"b", "a"});
  file.write_table("/group/people", people());
  file.write_table("/group/nobody", {{{"name", "", Texts{}}}});
  file.write_column("/group/week", {"week", "weeks", Counts{0, 1, 2}});
  file.write_text("/group/text", "täxt");
  return file.finish();
}

}  // namespace

TEST_CASE("A table comes back as it was written", "[reports][hdf5]") {
  const Hdf5Reader file(people_file());
  const Table table = file.read_table("/group/people");
  REQUIRE(table.columns.size() == 4);
  CHECK(texts(table, "name") == Texts{"Ann", "Björn", ""});
  CHECK(counts(table, "age") == Counts{31, 18446744073709551615U, 0});
  CHECK(std::get<Integers>(find_column(table, "balance")->cells) == Integers{-5, 0, 1});
  CHECK(reals(table, "height")[0] == 1.7);
  CHECK(std::isnan(reals(table, "height")[1]));
  CHECK(find_column(table, "balance")->unit == "0.01 USD");
  CHECK(rows(file.read_table("/group/nobody")) == 0);
}

TEST_CASE("Columns, texts, attributes and names come back", "[reports][hdf5]") {
  const Hdf5Reader file(people_file());
  CHECK(std::get<Counts>(file.read_column("/group/week").cells) == Counts{0, 1, 2});
  CHECK(file.read_column("/group/week").unit == "weeks");
  CHECK(file.read_text("/group/text") == "täxt");
  CHECK(file.text_attribute("/group", "kind") == Texts{"people"});
  CHECK(file.text_attribute("/group", "order") == Texts{"b", "a"});
  CHECK(file.number_attribute("/group", "count") == 3);
  CHECK(file.names("/group") == Texts{"nobody", "people", "text", "week"});
}

TEST_CASE("The same calls give the same bytes", "[reports][hdf5]") {
  CHECK(people_file() == people_file());
}

TEST_CASE("What is missing or of another kind is refused by name", "[reports][hdf5]") {
  const Hdf5Reader file(people_file());
  CHECK(file.kind("/group/none") == ObjectKind::missing);
  CHECK(file.kind("/group/week/deeper") == ObjectKind::missing);
  CHECK(file.kind("/group") == ObjectKind::group);
  CHECK_THROWS_WITH(file.read_table("/group/none"), Catch::Contains("/group/none: is missing"));
  CHECK_THROWS_AS(file.read_table("/group/week"), ReportError);
  CHECK_THROWS_AS(file.read_table("/group"), ReportError);
  CHECK_THROWS_AS(file.number_attribute("/group", "kind"), ReportError);
  CHECK_THROWS_AS(file.text_attribute("/group", "count"), ReportError);
  CHECK_THROWS_AS(reals(file.read_table("/group/people"), "age"), ReportError);
}

TEST_CASE("Bytes that are no HDF5 file are refused", "[reports][hdf5]") {
  CHECK_THROWS_AS(Hdf5Reader(std::vector<std::byte>(4096)), ReportError);
  CHECK_THROWS_AS(Hdf5Reader(std::vector<std::byte>{}), ReportError);
}
