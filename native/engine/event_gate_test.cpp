#include <doctest/doctest.h>

#include "engine/event_gate.h"
#include "engine/inbox.h"

using namespace callbox::engine;
using callbox::board::Channel;
using callbox::board::ChannelKind;

namespace {

const std::vector<Channel> kChannels = {{ChannelKind::kBearer, 1, 1, 0, "E1-1:1"},
                                        {ChannelKind::kFxs, 0, 0, 1, "L1"}};

struct Outside { // a queue with room for so many events
    explicit Outside(size_t room) : room(room) {}

    const size_t room;
    std::vector<Event> events;
    int overflows = 0;
    EventGate gate{[this](Event &&event) {
                       if (events.size() >= room)
                           return false;
                       events.push_back(std::move(event));
                       return true;
                   },
                   [this] { ++overflows; }, kChannels};

    void emit(Event::Kind kind, Seizure seizure = 0) {
        Event event{};
        event.kind = kind;
        event.seizure = seizure;
        gate.emit(std::move(event));
    }
};

} // namespace

TEST_CASE("events are stamped and keep their order") {
    Outside outside{2};
    outside.emit(Event::Kind::kAnswered, 2);
    outside.emit(Event::Kind::kCleared, 2);
    REQUIRE(outside.events.size() == 2);
    CHECK(outside.events[0].kind == Event::Kind::kAnswered);
    CHECK(outside.events[0].atUs > 0);
    CHECK(outside.events[1].atUs >= outside.events[0].atUs);
}

TEST_CASE("an overflow is told once, and only a snapshot ends it") {
    Outside outside{1};
    outside.emit(Event::Kind::kAnswered, 2);
    outside.emit(Event::Kind::kAnswered, 4);
    outside.emit(Event::Kind::kAnswered, 6);
    CHECK(outside.overflows == 1);
    CHECK(outside.gate.dropped() == 2);
    outside.events.clear(); // there is room again, but what was lost is not known yet
    outside.emit(Event::Kind::kAnswered, 8);
    CHECK(outside.events.empty());
    CHECK(outside.gate.snapshot().size() == 2);
    outside.emit(Event::Kind::kAnswered, 10);
    CHECK(outside.events.size() == 1);
    CHECK(outside.overflows == 1);
}

TEST_CASE("audio that finds no room is lost without an overflow") {
    Outside outside{0};
    outside.emit(Event::Kind::kAudio, 2);
    CHECK(outside.overflows == 0);
    CHECK(outside.gate.dropped() == 1);
}

TEST_CASE("what was heard on a channel never comes after its seizure's end") {
    Outside outside{8};
    Event digit{};
    digit.kind = Event::Kind::kDigit;
    digit.channel = 1;
    digit.seizure = 2;
    outside.gate.set(1, [](ChannelState &row) { row.seizure = 2; });
    outside.gate.emitIfCurrent(Event(digit));
    outside.gate.set(1, [](ChannelState &row) { row.seizure = 4; });
    outside.gate.emitIfCurrent(Event(digit));
    CHECK(outside.events.size() == 1);
}

TEST_CASE("a row changes together with the event that tells of it, also when the event is lost") {
    Outside outside{0};
    outside.gate.publish(
        1, [](ChannelState &row) { row.offHook = true; }, Event{});
    outside.gate.publishSpan(
        1, [](ChannelState &row) { row.dchannelUp = true; }, Event{});
    const std::vector<ChannelState> rows = outside.gate.snapshot();
    CHECK(rows[1].offHook);
    CHECK(rows[0].dchannelUp);
    CHECK_FALSE(rows[1].dchannelUp); // not on that span
}

TEST_CASE("an inbox hands over whole batches and destroys what was taken on the pusher's side") {
    Inbox<std::shared_ptr<int>> inbox(4);
    std::vector<std::shared_ptr<int>> taken;
    const auto item = std::make_shared<int>(7);
    CHECK(inbox.push(std::shared_ptr<int>(item)));
    CHECK_FALSE(inbox.push(std::make_shared<int>(8)));
    REQUIRE(inbox.take(taken));
    CHECK(taken.size() == 2);
    CHECK_FALSE(inbox.take(taken));
    CHECK(inbox.push(std::make_shared<int>(9)));
    REQUIRE(inbox.take(taken));
    CHECK(*taken[0] == 9);
    CHECK(item.use_count() == 2); // the taker has not destroyed it
    inbox.push(std::make_shared<int>(10));
    CHECK(item.use_count() == 1);
}

TEST_CASE("an inbox refuses what exceeds its limit and leaves it untouched") {
    Inbox<std::string> inbox(1);
    bool wasEmpty = false;
    CHECK(inbox.pushBelow(1, std::string("first"), wasEmpty));
    CHECK(wasEmpty);
    std::string second = "second";
    CHECK_FALSE(inbox.pushBelow(1, std::move(second), wasEmpty));
    CHECK(second == "second");
}
