// Identities as types. Each is an opaque number: compare and hash it, never compute with it.
#pragma once

#include <cstdint>
#include <type_traits>

namespace shoal {

enum class PersonId : std::uint32_t {};   // the true person; only the world and the truth know it
enum class SubjectId : std::uint32_t {};  // an identity that an engine sees (a device, a cookie)
enum class EventId : std::uint64_t {};
enum class SegmentId : std::uint32_t {};
enum class TopicId : std::uint16_t {};     // a category of interest; index into Brief::topics
enum class ChannelId : std::uint8_t {};    // index into Brief::channels
enum class OfferId : std::uint8_t {};      // index into Brief::offers
enum class CreativeId : std::uint16_t {};  // index into Brief::creatives

template <class Id>
  requires std::is_enum_v<Id>
constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(static_cast<std::underlying_type_t<Id>>(id));
}

}  // namespace shoal
