#include "scenarios/experiment.hpp"

#include "engine/contract/engine.hpp"
#include "reports/measures.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/jobs.hpp"
#include "scenarios/referee.hpp"
#include "scenarios/serving.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::scenarios {

namespace {

constexpr std::uint64_t world_part = 0x1000000;
constexpr std::uint64_t engine_part = 0x2000000;

Seed world_seed(const Scenario& s, const ArmRun& which, reports::Pairing pairing) {
  const Seed replication = derive_seed(s.seed, world_part + which.replication);
  return pairing == reports::Pairing::twins ? replication : derive_seed(replication, 1 + which.arm);
}

Seed engine_seed(const Scenario& s, const ArmRun& which) {
  const Seed replication = derive_seed(s.seed, engine_part + which.replication);
  return derive_seed(replication, static_cast<std::uint64_t>(s.arms[which.arm].seed));
}

reports::DriftKind kind_of(sim::DriftForm form) {
  switch (form) {
    case sim::DriftForm::incremental:
      return reports::DriftKind::incremental;
    case sim::DriftForm::recurring:
      return reports::DriftKind::recurring;
    case sim::DriftForm::abrupt:
      return reports::DriftKind::abrupt;
    case sim::DriftForm::gradual:
      return reports::DriftKind::gradual;
    case sim::DriftForm::novel_cohort:
      return reports::DriftKind::novel_cohort;
  }
  return reports::DriftKind::abrupt;
}

void copy_truth(const sim::World& world, reports::RunLog& log) {
  const sim::Truth& truth = world.truth();
  for (const sim::TruePurchase& p : truth.purchases) {
    log.purchases.push_back({.at = p.at,
                             .person = p.person,
                             .topic = p.topic,
                             .origin = static_cast<reports::Origin>(p.origin),
                             .paid_minor = p.paid_minor,
                             .discount_minor = p.discount_minor,
                             .refunded = p.refunded});
  }
  for (const sim::TrueTouch& t : truth.touches) {
    log.touches.push_back({.at = t.at,
                           .person = t.person,
                           .decision = t.decision,
                           .segment = t.segment,
                           .creative = t.creative,
                           .topic = t.topic,
                           .true_topic = t.true_topic,
                           .true_stage = t.true_stage,
                           .opened = t.opened,
                           .clicked = t.clicked});
  }
  for (const sim::TrueDrift& d : world.true_drifts()) {
    reports::DriftRow row{.name = d.name,
                          .kind = kind_of(d.form),
                          .start = d.start,
                          .end = d.end,
                          .topic = d.topic,
                          .members = {},
                          .decoys = d.decoys};
    for (const sim::CohortMember& m : d.members) {
      row.members.push_back(
          {.person = m.person, .onset = m.onset, .signature_arrived = m.signature_arrived});
    }
    std::sort(row.members.begin(), row.members.end(),
              [](const auto& a, const auto& b) { return a.person < b.person; });
    std::sort(row.decoys.begin(), row.decoys.end());
    log.drifts.push_back(std::move(row));
  }
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    const sim::Person& p = world.people()[PersonId{i}];
    log.people[i].joined = world.people().joined(PersonId{i});
    log.people[i].dropped_out = world.dropped_out(PersonId{i});
    log.people[i].archetype = p.archetype;
  }
}

// The host of one run: hands events to the engine and what it says to the referee and the log.
class Run {
 public:
  Run(const Scenario& scenario, const ArmRun& which, const RunOptions& options)
      : scenario_(scenario),
        which_(which),
        options_(options),
        world_(std::make_shared<const sim::WorldConfig>(scenario.world),
               world_seed(scenario, which, options.pairing)),
        brief_(make_brief(scenario, engine_seed(scenario, which))),
        referee_(brief_, world_.people().size()),
        engine_(build_engine(scenario, scenario.arms[which.arm], options)) {
    log_.measure_begin = brief_.measure_begin;
    log_.touch_end = brief_.touch_end;
    log_.run_end = brief_.run_end;
    log_.margin_frac = brief_.margin_frac;
    log_.channels = brief_.channels;
    log_.creatives = brief_.creatives;
    log_.topics = brief_.topics;
    log_.people.resize(world_.people().size());
    if (const auto serving = scenario.arms[which.arm].serving) {
      desk_.emplace(scenario.serving[*serving], world_seed(scenario, which, options.pairing));
    }
    keep_decisions_ = which.replication < scenario.keep_decisions;
  }

  reports::RunLog finish(const std::function<void(double)>& progress) {
    const SimTime end = brief_.run_end;
    std::int64_t day = -1;
    bool reach_noted = false;
    for (SimTime t = SimTime{} + brief_.tick;; t = std::min(t + brief_.tick, end)) {
      if (day_index(t) != day) {
        day = day_index(t);
        if (options_.stop.stop_requested()) throw Interrupted();
        if (progress) progress(in_days(t - SimTime{}) / in_days(end - SimTime{}));
      }
      tick(t);
      if (!reach_noted && t >= brief_.measure_begin) {
        note_reach();
        reach_noted = true;
      }
      if (t == end) break;
    }
    copy_truth(world_, log_);
    log_.ledger = referee_.ledger();
    if (desk_) log_.serving = desk_->log();
    return std::move(log_);
  }

 private:
  std::unique_ptr<Engine> build_engine(const Scenario& scenario, const Arm& arm,
                                       const RunOptions& options) {
    return options.make_engine ? options.make_engine(arm, brief_, world_)
                               : make_engine(arm.engine, scenario, brief_, world_);
  }

  void tick(SimTime now) {
    batch_.clear();
    act_late(now);
    world_.advance(now, batch_, options_.team);
    if (desk_) desk_->admit(batch_, now);
    log_.events += batch_.size();
    const bool woken = out_.wake() && *out_.wake() <= now;
    if (!batch_.empty() || woken) {
      if (woken) out_.clear_wake();
      call_engine(now);
      take(now);
    }
    if (referee_.next_due() && *referee_.next_due() <= now) referee_.deliver(now, world_);
  }

  // What leaves the desk before `now` takes effect at its own instant.
  void act_late(SimTime now) {
    while (desk_ && desk_->next_departure() && *desk_->next_departure() < now) {
      const SimTime at = *desk_->next_departure();
      world_.advance(at, batch_, options_.team);
      const auto [id, decision] = desk_->take_next();
      submit(id, decision, at);
      referee_.deliver(at, world_);
    }
  }

  void call_engine(SimTime now) {
    referee_.hear(batch_);
    try {
      if (!batch_.empty()) engine_->observe(batch_, out_);
      engine_->advance(now, out_);
    } catch (const std::exception& e) {
      throw EngineFault("engine of arm '" + scenario_.arms[which_.arm].name +
                        "' failed in replication " + std::to_string(which_.replication) +
                        " on simulated day " + std::to_string(day_index(now)) + ": " + e.what());
    }
  }

  void take(SimTime now) {
    referee_.audit(out_);
    DecisionId id = out_.first_decision();
    const SimTime said = desk_ ? desk_->call_over() : now;
    for (const Decision& d : out_.decisions()) {
      const SimTime at = desk_ ? desk_->decide() : now;
      if (at <= now) {
        submit(id, d, now);
      } else {
        desk_->hold(at, id, d);
      }
      id = DecisionId{static_cast<std::uint32_t>(id) + 1};
    }
    const auto base = static_cast<std::uint32_t>(log_.descriptors.size());
    for (SegmentChange c : out_.changes()) {
      if (said >= brief_.run_end && said > now) break;  // never comes out
      if (c.kind == SegmentChangeKind::opened) c.descriptor += base;
      if (c.kind == SegmentChangeKind::assigned) {
        const auto person = world_.person_behind(c.subject);
        if (!person || index(*person) >= log_.people.size()) continue;
        c.subject = SubjectId{static_cast<std::uint32_t>(index(*person))};
      }
      log_.segment_changes.push_back({.at = said, .change = c});
    }
    log_.descriptors.insert(log_.descriptors.end(), out_.descriptors().begin(),
                            out_.descriptors().end());
    if (!out_.survey().empty()) referee_.survey(out_.survey(), now, world_);
    out_.clear();
  }

  void submit(DecisionId id, const Decision& d, SimTime at) {
    referee_.submit(id, d, at, world_);
    if (keep_decisions_) keep(d, id, at);
  }

  void keep(Decision d, DecisionId id, SimTime now) {
    const auto person = world_.person_behind(d.subject);
    if (!person) return;
    d.subject = SubjectId{static_cast<std::uint32_t>(index(*person))};
    log_.decisions.push_back({.at = now, .id = id, .decision = d});
  }

  void note_reach() {
    for (std::uint32_t i = 0; i < log_.people.size(); ++i) {
      log_.people[i].reachable_channels = world_.consent_bits(PersonId{i});
    }
  }

  const Scenario& scenario_;
  ArmRun which_;
  const RunOptions& options_;
  sim::World world_;
  Brief brief_;
  Referee referee_;
  std::unique_ptr<Engine> engine_;
  std::optional<ServingDesk> desk_;
  Outbox out_;
  std::vector<Event> batch_;
  reports::RunLog log_;
  bool keep_decisions_ = false;
};

struct Finished {
  reports::ReplicationMeasures measures;
  reports::RunLog kept;  // of replication 0, else empty
};

Finished finish_run(const Scenario& scenario, const ArmRun& which, const RunOptions& options,
                    const std::function<void(double)>& progress) {
  reports::RunLog log = Run(scenario, which, options).finish(progress);
  Finished out;
  out.measures = reports::measure(log);
  if (which.replication == 0) {
    out.kept.decisions = std::move(log.decisions);
    out.kept.touches = std::move(log.touches);
    out.kept.drifts = std::move(log.drifts);
  }
  return out;
}

}  // namespace

reports::RunLog run_arm(const Scenario& scenario, const ArmRun& which, const RunOptions& options) {
  return Run(scenario, which, options).finish(options.progress);
}

reports::StudyResults run_experiment(const Scenario& scenario, const RunOptions& options) {
  const std::size_t arms = scenario.arms.size();
  const std::size_t runs = arms * scenario.replications;
  std::vector<Finished> finished(runs);
  for_each_job(options.team, runs, options.progress, [&](std::size_t i, const auto& tell) {
    const ArmRun which{.arm = static_cast<std::uint32_t>(i % arms),
                       .replication = static_cast<std::uint32_t>(i / arms)};
    finished[i] = finish_run(scenario, which, options, tell);
  });

  reports::StudyResults study;
  study.scenario = scenario.name;
  study.scenario_text = options.scenario_text;
  study.build = options.build;
  study.currency = scenario.currency;
  study.seed = static_cast<std::uint64_t>(scenario.seed);
  study.pairing = options.pairing;
  for (std::size_t a = 0; a < arms; ++a) {
    reports::ArmResults results;
    results.name = scenario.arms[a].name;
    for (std::size_t r = 0; r < scenario.replications; ++r) {
      results.replications.push_back(std::move(finished[r * arms + a].measures));
    }
    results.decisions = std::move(finished[a].kept.decisions);
    results.touches = std::move(finished[a].kept.touches);
    study.arms.push_back(std::move(results));
  }
  study.drifts = std::move(finished.front().kept.drifts);
  return study;
}

}  // namespace shoal::scenarios
