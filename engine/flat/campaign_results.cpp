#include "engine/flat/campaign_results.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {
namespace {

inline constexpr Duration attribution_window = one_week;

}  // namespace

CreativeResults& CreativeResults::operator+=(const CreativeResults& other) {
  sent += other.sent;
  opened += other.opened;
  clicked += other.clicked;
  unsubscribed += other.unsubscribed;
  purchases += other.purchases;
  margin += other.margin;
  return *this;
}

std::optional<Worth> worth_per_touch(const CreativeResults& some, const CreativeResults& all) {
  if (some.sent == 0 || all.purchases == 0) return std::nullopt;
  const auto sent = static_cast<double>(some.sent);
  const double per_purchase = all.margin / static_cast<double>(all.purchases);
  const auto purchases = static_cast<double>(std::max<std::uint64_t>(some.purchases, 1));
  return Worth{.mean = some.margin / sent,
               .standard_error = per_purchase * std::sqrt(purchases) / sent};
}

bool clearly_less(const Worth& a, const Worth& b, double standard_errors) {
  return b.mean - a.mean > standard_errors * std::hypot(a.standard_error, b.standard_error);
}

double margin_of_purchase(double paid, double discount_frac, double margin_frac) {
  const double price = discount_frac < 1.0 ? paid / (1.0 - discount_frac) : paid;
  return price * margin_frac - (price - paid);
}

CampaignResults::CampaignResults(const Brief& brief)
    : margin_frac_(brief.margin_frac),
      creatives_(brief.creatives),
      offers_(brief.offers),
      by_creative_(brief.creatives.size()) {}

void CampaignResults::note_sent(Slot slot, DecisionId decision, CreativeId creative, SimTime at) {
  ++by_creative_[index(creative)].sent;
  if (last_touches_.size() <= index(slot)) last_touches_.resize(index(slot) + 1);
  last_touches_[index(slot)] = LastTouch{.decision = decision, .creative = creative, .at = at};
  if (!sendings_.empty() && sendings_.back().creative == creative) {
    sendings_.back().last = decision;
  } else {
    sendings_.push_back({decision, decision, creative});
  }
}

std::optional<CreativeId> CampaignResults::creative_of(DecisionId decision) const {
  const auto after = std::upper_bound(sendings_.begin(), sendings_.end(), decision,
                                      [](DecisionId d, const Sending& s) { return d < s.first; });
  if (after == sendings_.begin() || std::prev(after)->last < decision) return std::nullopt;
  return std::prev(after)->creative;
}

CampaignResults::LastTouch* CampaignResults::last_touch(Slot slot) {
  if (index(slot) >= last_touches_.size() || !last_touches_[index(slot)]) return nullptr;
  return &*last_touches_[index(slot)];
}

void CampaignResults::note(const Event& e, Slot slot) {
  if (e.kind == EventKind::unsubscribed) {
    if (const auto creative = creative_of(DecisionId{e.ref})) {
      ++by_creative_[index(*creative)].unsubscribed;
    }
    return;
  }
  LastTouch* touch = last_touch(slot);
  if (touch == nullptr) return;
  if (e.kind == EventKind::purchase) {
    note_purchase(e, *touch);
    return;
  }
  if (touch->decision != DecisionId{e.ref}) return;  // of an earlier touch
  CreativeResults& r = by_creative_[index(touch->creative)];
  if (e.kind == EventKind::touch_opened && !touch->opened) {
    touch->opened = true;
    ++r.opened;
  } else if (e.kind == EventKind::touch_clicked && !touch->clicked) {
    touch->clicked = true;
    ++r.clicked;
  }
}

void CampaignResults::note_purchase(const Event& e, LastTouch& touch) {
  if ((!touch.opened && !touch.clicked) || touch.purchase == e.id) return;
  if (e.occurred < touch.at || e.occurred - touch.at >= attribution_window) return;
  touch.purchase = e.id;
  const Creative& creative = creatives_[index(touch.creative)];
  const double discount = offers_[index(creative.offer)].discount_frac;
  CreativeResults& r = by_creative_[index(touch.creative)];
  ++r.purchases;
  r.margin += margin_of_purchase(static_cast<double>(e.value) / 100.0, discount, margin_frac_);
}

void CampaignResults::start_quarter() {
  by_creative_.assign(by_creative_.size(), CreativeResults{});
}

}  // namespace shoal::engine
