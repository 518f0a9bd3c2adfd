// What a quarter's campaigns brought, as a marketer counts it: per creative the touches sent, the
// opens, clicks and unsubscribes, and the margin of purchases made within a week of a touch that
// the buyer had opened or clicked (last touch takes all). This is attribution, not uplift: it
// credits the touch with purchases that would have been made anyway. A touch that does not pay
// even by this count is surely a loss; that is how the plan uses it.
//
// Cost: one look-up per feedback or purchase event.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"
#include "engine/contract/event.hpp"
#include "engine/contract/roster.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::engine {

struct CreativeResults {
  std::uint64_t sent = 0;
  std::uint64_t opened = 0;
  std::uint64_t clicked = 0;
  std::uint64_t unsubscribed = 0;
  std::uint64_t purchases = 0;
  double margin = 0.0;  // of those purchases, touch cost not deducted

  CreativeResults& operator+=(const CreativeResults& other);
};

// Attributed margin per touch and its standard error, purchases counted as Poisson.
struct Worth {
  double mean = 0.0;
  double standard_error = 0.0;
};

// Of `some` of the touches, with the mean margin of a purchase taken from `all`. Unknown when
// `some` were never sent or nobody bought at all.
std::optional<Worth> worth_per_touch(const CreativeResults& some, const CreativeResults& all);

// `a` is less than `b` by more than so many standard errors of their difference.
bool clearly_less(const Worth& a, const Worth& b, double standard_errors);

// Contribution of a purchase for which `paid` (major units) was left after a discount: the margin
// at the full price less the discount given away.
double margin_of_purchase(double paid, double discount_frac, double margin_frac);

class CampaignResults {
 public:
  explicit CampaignResults(const Brief& brief);

  void note_sent(Slot slot, DecisionId decision, CreativeId creative, SimTime at);
  // Purchases and touch feedback count; other kinds are passed over.
  void note(const Event& e, Slot slot);
  // The creative of a decision that was noted as sent.
  std::optional<CreativeId> creative_of(DecisionId decision) const;

  // Of the current quarter, by CreativeId.
  const std::vector<CreativeResults>& by_creative() const { return by_creative_; }
  void start_quarter();

 private:
  struct LastTouch {
    DecisionId decision{};
    CreativeId creative{};
    SimTime at{};
    bool opened = false;
    bool clicked = false;
    // The last one credited; one that arrives twice counts once.
    std::optional<EventId> purchase = std::nullopt;
  };
  struct Sending {  // consecutive decisions of one flight
    DecisionId first{};
    DecisionId last{};
    CreativeId creative{};
  };

  LastTouch* last_touch(Slot slot);
  void note_purchase(const Event& e, LastTouch& touch);

  double margin_frac_;
  std::vector<Creative> creatives_;
  std::vector<Offer> offers_;
  std::vector<CreativeResults> by_creative_;
  std::vector<std::optional<LastTouch>> last_touches_;  // (slot)
  std::vector<Sending> sendings_;                       // in order of decision
};

}  // namespace shoal::engine
