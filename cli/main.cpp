// The command `shoal`: arguments in, exit code out, every error a message.
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/failures.hpp"

#include <exception>
#include <variant>

namespace {

using namespace shoal;

cli::ExitCode give(const cli::Answer& answer) {
  if (answer.exit == cli::ExitCode::pass) {
    cli::print(answer.text);
  } else {
    cli::complain(answer.text);
  }
  return answer.exit;
}

cli::ExitCode run(int argc, const char* const* argv) {
  const auto parsed = cli::parse_arguments(argc, argv);
  if (const auto* answer = std::get_if<cli::Answer>(&parsed)) return give(*answer);
  return std::visit([](const auto& args) { return cli::execute(args); },
                    std::get<cli::Arguments>(parsed));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(run(argc, argv));
  } catch (...) {
    const cli::Failure failure = cli::describe_failure(std::current_exception());
    cli::complain(failure.message);
    return static_cast<int>(failure.exit);
  }
}
