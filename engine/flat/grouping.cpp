#include "engine/flat/grouping.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {
namespace {

inline constexpr Purpose purpose_unasked{0x464c0002};
inline constexpr double never_weeks = 104.0;  // recency of those who never bought

std::vector<Slot> who_answered(const CustomerBook& book) {
  std::vector<Slot> people;
  for (std::uint32_t s = 0; s < book.size(); ++s) {
    if (book.customer(Slot{s}).answer) people.push_back(Slot{s});
  }
  return people;
}

// At most `limit` people, drawn without replacement, in order of slot.
std::vector<Slot> some_of_all(const CustomerBook& book, std::size_t limit, Seed seed) {
  std::vector<Slot> all;
  for (std::uint32_t s = 0; s < book.size(); ++s) {
    if (!book.roster().forgotten(Slot{s})) all.push_back(Slot{s});
  }
  std::vector<Slot> people;
  Stream draws{seed, purpose_unasked, 0, 0};
  std::size_t wanted = std::min(limit, all.size());
  for (std::size_t i = 0; i < all.size() && wanted > 0; ++i) {
    const auto left = static_cast<std::uint32_t>(all.size() - i);
    if (draws.below(left) >= wanted) continue;
    people.push_back(all[i]);
    --wanted;
  }
  return people;
}

void add_one_hot(std::vector<float>& row, std::size_t size, std::optional<std::size_t> at) {
  for (std::size_t i = 0; i < size; ++i) row.push_back(at == i ? 1.0F : 0.0F);
}

}  // namespace

Grouping::Grouping(const Brief& brief, const CustomerBook& book, SimTime as_of,
                   const GroupingOptions& options)
    : as_of_(as_of), topics_(brief.topics.size()), channels_(brief.channels.size()) {
  std::vector<Slot> people = who_answered(book);
  with_answers_ = people.size() >= options.min_answers && !people.empty();
  if (!with_answers_) people = some_of_all(book, options.max_unasked, options.seed);
  lay_out(brief, options.weights);
  if (!people.empty()) form(book, people, options);
}

void Grouping::lay_out(const Brief& brief, const FeatureWeights& weights) {
  const auto add = [this](std::size_t size, double weight) {
    blocks_.push_back({dimensions_, size, weight});
    dimensions_ += size;
  };
  for (std::size_t f = 0; f < profile_fields; ++f) {
    codes_[f] = brief.profile_codes[f].size();
    add(codes_[f], weights.profile_field);
  }
  add(1, weights.recency);
  add(1, weights.frequency);
  add(1, weights.money);
  add(topics_, weights.bought_topics);
  known_ = dimensions_;
  if (!with_answers_) return;
  add(topics_, weights.stated_topic);
  add(channels_, weights.stated_channel);
  add(1, weights.stated_intent);
}

void Grouping::form(const CustomerBook& book, const std::vector<Slot>& people,
                    const GroupingOptions& options) {
  std::vector<float> values;
  std::vector<std::size_t> topics;  // stated
  values.reserve(people.size() * dimensions_);
  for (const Slot slot : people) {
    if (with_answers_) topics.push_back(index(book.customer(slot).answer->topic));
    const std::vector<float> row = features(book, slot);
    values.insert(values.end(), row.begin(), row.end());
  }
  const Rows rows{values, dimensions_};
  standardiser_.emplace(rows);
  for (std::size_t i = 0; i < people.size(); ++i) {
    scale(std::span{values}.subspan(i * dimensions_, dimensions_));
  }
  KMeansOptions k_means_options;
  k_means_options.seed = options.seed;
  Clusters clusters;
  if (with_answers_) {
    const std::size_t count =
        choose_group_count(rows, topics, known_, options.max_groups, options.seed);
    clusters = k_means(rows, count, k_means_options);
  } else {
    clusters = k_means_by_calinski_harabasz(rows, options.max_groups, k_means_options);
  }
  centres_ = GroupCentres{rows, clusters, known_};
  membership_.resize(book.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    membership_[index(people[i])] = GroupId{clusters.membership[i]};
  }
}

std::vector<float> Grouping::features(const CustomerBook& book, Slot slot) const {
  std::vector<float> row;
  row.reserve(dimensions_);
  add_known(book, slot, row);
  if (with_answers_) add_stated(book.customer(slot), row);
  return row;
}

void Grouping::add_known(const CustomerBook& book, Slot slot, std::vector<float>& row) const {
  const Customer& c = book.customer(slot);
  for (std::size_t f = 0; f < profile_fields; ++f) add_one_hot(row, codes_[f], c.profile[f]);
  const double weeks =
      c.last_purchase ? std::max(0.0, in_weeks(as_of_ - *c.last_purchase)) : never_weeks;
  row.push_back(static_cast<float>(std::log1p(std::min(weeks, never_weeks))));
  row.push_back(static_cast<float>(std::log1p(c.purchases)));
  const double mean = c.purchases > 0 ? c.spent / c.purchases : 0.0;
  row.push_back(static_cast<float>(std::log1p(std::max(0.0, mean))));
  for (std::size_t t = 0; t < topics_; ++t) {
    const auto n = book.bought(slot, TopicId{static_cast<std::uint16_t>(t)});
    row.push_back(c.purchases > 0 ? static_cast<float>(n) / static_cast<float>(c.purchases) : 0.0F);
  }
}

void Grouping::add_stated(const Customer& customer, std::vector<float>& row) const {
  std::optional<std::size_t> topic;
  std::optional<std::size_t> channel;
  if (customer.answer) {
    topic = index(customer.answer->topic);
    if (customer.answer->channel) channel = index(*customer.answer->channel);
  }
  add_one_hot(row, topics_, topic);
  add_one_hot(row, channels_, channel);
  row.push_back(customer.answer ? customer.answer->intent : 0.0F);
}

void Grouping::scale(std::span<float> row) const {
  standardiser_->apply(row);
  for (const Block& b : blocks_) {
    if (b.size == 0) continue;
    const auto factor = static_cast<float>(std::sqrt(b.weight / static_cast<double>(b.size)));
    for (std::size_t d = b.begin; d < b.begin + b.size; ++d) row[d] *= factor;
  }
}

GroupId Grouping::group_of(const CustomerBook& book, Slot slot) const {
  if (index(slot) < membership_.size() && membership_[index(slot)]) {
    return *membership_[index(slot)];
  }
  if (!standardiser_) return GroupId{0};
  std::vector<float> row = features(book, slot);
  scale(row);
  return centres_.nearest(row);
}

}  // namespace shoal::engine
