// Linked nodes in one array, for the contenders that keep lists in buckets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::bench {

template <class Entry>
class NodePool {
 public:
  static constexpr std::uint32_t end = 0;  // node 0 is no entry: it ends every list

  struct Node {
    Entry entry{};
    std::uint32_t next = end;
  };

  std::uint32_t take(const Entry& entry, std::uint32_t next) {
    if (free_ == end) {
      nodes_.push_back({entry, next});
      return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    const std::uint32_t node = free_;
    free_ = nodes_[node].next;
    nodes_[node] = {entry, next};
    return node;
  }

  void release(std::uint32_t node) {
    nodes_[node].next = free_;
    free_ = node;
  }

  Node& operator[](std::uint32_t node) { return nodes_[node]; }
  const Node& operator[](std::uint32_t node) const { return nodes_[node]; }
  std::size_t bytes() const { return nodes_.capacity() * sizeof(Node); }

 private:
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::uint32_t free_ = end;
};

}  // namespace shoal::bench
