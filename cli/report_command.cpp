#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "reports/json_summary.hpp"
#include "reports/report_check.hpp"
#include "reports/report_reader.hpp"
#include "reports/text_table.hpp"

namespace shoal::cli {
namespace {

void make_printable(std::vector<reports::Measure>& measures) {
  for (reports::Measure& m : measures) {
    m.unit = printable(m.unit);
    m.value.reason = printable(m.value.reason);
  }
}

// The file may come from anywhere.
void make_printable(reports::Report& report) {
  report.head.scenario = printable(report.head.scenario);
  report.head.build = printable(report.head.build);
  report.head.currency = printable(report.head.currency);
  for (reports::ArmSummary& arm : report.summary.arms) {
    arm.arm = printable(arm.arm);
    make_printable(arm.measures);
  }
  for (reports::Contrast& c : report.summary.contrasts) {
    c.arm = printable(c.arm);
    make_printable(c.measures);
  }
  for (reports::TopicContrast& c : report.summary.by_topic) {
    c.arm = printable(c.arm);
    c.topic = printable(c.topic);
  }
}

}  // namespace

ExitCode execute(const ReportArguments& args) {
  reports::Report report = reports::read_report(args.file);
  if (!args.by_topic) report.summary.by_topic.clear();
  if (args.format == Format::json) {
    print(reports::json_summary(report.head, report.summary, std::nullopt));
  } else {
    make_printable(report);
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
