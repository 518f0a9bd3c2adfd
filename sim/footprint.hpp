// Where the bytes of a world are: everything that grows with its people or its events.
#pragma once

#include <cstddef>

namespace shoal::sim {

struct Footprint {            // bytes
  std::size_t people = 0;     // traits and taste; shared by all copies of a world
  std::size_t lives = 0;      // what changes of a person
  std::size_t touched = 0;    // what touches left, of those who had one
  std::size_t tasks = 0;      // what is to happen
  std::size_t needs = 0;      // in progress
  std::size_t homes = 0;      // appliances
  std::size_t other = 0;      // shelves, posts, refunds and clicks to come
  std::size_t in_flight = 0;  // events on their way

  std::size_t total() const {
    return people + lives + touched + tasks + needs + homes + other + in_flight;
  }
  Footprint& operator+=(const Footprint& o) {
    people += o.people;
    lives += o.lives;
    touched += o.touched;
    tasks += o.tasks;
    needs += o.needs;
    homes += o.homes;
    other += o.other;
    in_flight += o.in_flight;
    return *this;
  }
};

}  // namespace shoal::sim
