// The groups of a quarter: k-means over the people who answered the survey, on what they said and
// on what is known of everyone; everyone else joins the nearest group in what is known of everyone
// (group_centres.hpp). How many groups is what best foretells the topic that people state, by
// cross-validation. Without enough answers the groups are formed from what is known alone, their
// number chosen by the ratio of Calinski and Harabasz.
//
// Features, in blocks: one-hot profile fields; recency (log weeks), frequency (log count), money
// (log mean amount); share of purchases by topic; and, of those who answered, stated topic and
// channel (one-hot) and intent. Every dimension is standardised over the people the groups are
// formed from, then scaled so that a block has its weight whatever its number of dimensions.
//
// Cost: k-means on the answers; then people x groups x dimensions.
#pragma once

#include "core/random.hpp"
#include "engine/flat/customer_book.hpp"
#include "engine/flat/group_centres.hpp"
#include "engine/learn/k_means.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::engine {

// Assumed: what a person says it wants counts more than all else, since messages are about topics.
struct FeatureWeights {
  double profile_field = 1.0;  // each
  double recency = 0.5;
  double frequency = 0.5;
  double money = 0.5;
  double bought_topics = 2.0;
  double stated_topic = 16.0;
  double stated_channel = 2.0;
  double stated_intent = 1.0;
};

struct GroupingOptions {
  std::size_t max_groups = 12;
  std::size_t min_answers = 60;    // fewer: form the groups from what is known alone
  std::size_t max_unasked = 2000;  // then from at most so many people
  FeatureWeights weights;
  Seed seed{};
};

class Grouping {
 public:
  // Forms the groups as of `as_of`. A book without customers gives one group that takes everyone.
  Grouping(const Brief& brief, const CustomerBook& book, SimTime as_of,
           const GroupingOptions& options);

  std::size_t count() const { return centres_.count(); }
  // The group that k-means gave to a person it was formed from, else the nearest.
  GroupId group_of(const CustomerBook& book, Slot slot) const;

 private:
  struct Block {
    std::size_t begin = 0;
    std::size_t size = 0;
    double weight = 0.0;
  };

  void lay_out(const Brief& brief, const FeatureWeights& weights);
  void form(const CustomerBook& book, const std::vector<Slot>& people, const GroupingOptions& o);
  std::vector<float> features(const CustomerBook& book, Slot slot) const;
  void add_known(const CustomerBook& book, Slot slot, std::vector<float>& row) const;
  void add_stated(const Customer& customer, std::vector<float>& row) const;
  void scale(std::span<float> row) const;

  SimTime as_of_;
  std::size_t topics_ = 0;
  std::size_t channels_ = 0;
  std::array<std::size_t, profile_fields> codes_{};
  std::vector<Block> blocks_;
  std::size_t known_ = 0;       // dimensions known of everyone; they come first
  std::size_t dimensions_ = 0;  // all
  bool with_answers_ = false;
  std::optional<Standardiser> standardiser_;
  GroupCentres centres_;
  std::vector<std::optional<GroupId>> membership_;  // (slot), of those it was formed from
};

}  // namespace shoal::engine
