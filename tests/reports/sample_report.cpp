// For tests that make or read reports from outside:
//   sample_report write FILE   writes the sample study
//   sample_report check FILE   prints what is wrong with a report; fails where anything is
#include "reports/report_check.hpp"
#include "reports/report_reader.hpp"
#include "reports/report_writer.hpp"
#include "tests/reports/sample_study.hpp"

#include <cstdio>
#include <exception>
#include <string>

namespace {

using namespace shoal::reports;

int write(const char* path) {
  const StudyResults study = sample_study();
  write_report(path, study, summarise(study));
  return 0;
}

int check(const char* path) {
  const auto problems = check_report(path);
  for (const std::string& problem : problems) std::printf("%s\n", problem.c_str());
  if (!problems.empty()) return 1;
  read_report(path);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 3 ? argv[1] : "";
  try {
    if (verb == "write") return write(argv[2]);
    if (verb == "check") return check(argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::fprintf(stderr, "usage: sample_report write|check FILE\n");
  return 2;
}
