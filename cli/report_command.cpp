#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "reports/json_summary.hpp"
#include "reports/report_check.hpp"
#include "reports/report_reader.hpp"
#include "reports/text_table.hpp"

namespace shoal::cli {

ExitCode execute(const ReportArguments& args) {
  reports::Report report = reports::read_report(args.file);
  if (args.format == Format::json) {
    print(reports::json_summary(report.head, report.summary, std::nullopt));
  } else {
    // The file may come from anywhere.
    report.head.scenario = printable(report.head.scenario);
    report.head.build = printable(report.head.build);
    report.head.currency = printable(report.head.currency);
    const bool colour = wants_colour(Channel::out);
    print(reports::text_table(report.head, report.summary,
                              colour ? reports::Colour::ansi : reports::Colour::none));
  }
  return ExitCode::pass;
}

ExitCode execute(const CheckReportArguments& args) {
  ExitCode exit = ExitCode::pass;
  for (const std::string& file : args.files) {
    const std::vector<std::string> problems = reports::check_report(file);
    if (problems.empty()) print(printable(file) + ": sound\n");
    for (const std::string& problem : problems) complain(file + ": " + problem);
    if (!problems.empty()) exit = ExitCode::bad_input;
  }
  return exit;
}

}  // namespace shoal::cli
