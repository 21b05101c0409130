// Peers that no standard foresees: two networks on one wire, malformed messages, impossible numbers, spans
// that disappear, and ten thousand calls with all of them. Real libpri, virtual time.
#include <doctest/doctest.h>
#include <malloc.h>

#include <random>
#include <utility>
#include <vector>

#include "exchange_rig.h"
#include "isdn/q931_decoder.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::kAnyTimeslot;
using isdn::kHuntTimeslot;
using isdn::PriEvent;
using isdn::Side;
using Kind = isdn::PriEvent::Kind;

namespace {

constexpr size_t kMessage = 4; // of an I frame: after address and control

bool isSetup(const std::vector<uint8_t> &frame) {
    isdn::Q921Frame layer2;
    isdn::Q931Message message;
    return decodeQ921(frame.data(), frame.size(), layer2) && layer2.kind == isdn::Q921Kind::kInformation &&
           decodeQ931(layer2.message, layer2.messageOctets, message) && message.type == 0x05;
}

/// Replaces an element of a SETUP, or takes it out if `contents` is empty.
void replace(std::vector<uint8_t> &frame, uint8_t id, const std::vector<uint8_t> &contents) {
    for (size_t at = kMessage + 5; at + 1 < frame.size();) {
        const size_t octets = (frame[at] & 0x80) != 0 ? 1 : 2u + frame[at + 1];
        if (frame[at] == id) {
            const auto begin = frame.begin() + static_cast<long>(at);
            frame.erase(begin, begin + static_cast<long>(octets));
            frame.insert(frame.begin() + static_cast<long>(at), contents.begin(), contents.end());
            return;
        }
        at += octets;
    }
}

std::vector<uint8_t> called(uint8_t typeAndPlan, size_t digits) {
    std::vector<uint8_t> element(3 + digits, '1');
    element[0] = 0x70;
    element[1] = static_cast<uint8_t>(digits + 1);
    element[2] = typeAndPlan;
    return element;
}

/// One SETUP of the network whose element is changed on its way; what the box made of it.
struct Outcome {
    PriEvent incoming, refused;
    int clearedCause = 0;
    uint64_t protocolErrors = 0;
};

Outcome setupWith(uint8_t id, const std::vector<uint8_t> &contents) {
    ExchangeRig rig;
    rig.bringUp();
    rig.change = [&](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (fromNetwork && isSetup(frame)) {
            replace(frame, id, contents);
        }
    };
    const CallHandle out = rig.network.dial(7);
    rig.run(kSecond);
    Outcome outcome;
    outcome.incoming = rig.user.last(Kind::kIncoming);
    outcome.refused = rig.user.last(Kind::kRefused);
    outcome.clearedCause = rig.network.first(Kind::kCleared, out).cause;
    outcome.protocolErrors = rig.user.span->counters().protocolErrors;
    rig.network.span->clear(out, 16);
    rig.requireAllIdle();
    CHECK(rig.user.span->libpriCallCount() == 0);
    CHECK(rig.network.span->libpriCallCount() == 0);
    return outcome;
}

} // namespace

TEST_CASE("impossible number types and plans are taken for unknown, the digits as they are") {
    for (const uint8_t typeAndPlan : {0x80, 0xFF, 0xD7, 0xB5, 0xF0}) {
        CAPTURE(typeAndPlan);
        const Outcome outcome = setupWith(0x70, called(typeAndPlan, 11));
        REQUIRE(outcome.incoming.call != 0);
        CHECK(outcome.incoming.calledNumber == "11111111111");
        CHECK(static_cast<int>(outcome.incoming.details.calledType) <= 5);
        CHECK(static_cast<int>(outcome.incoming.details.calledPlan) <= 5);
    }
}

TEST_CASE("numbers of 0, 20, 21, 60 and 200 digits") {
    CHECK(setupWith(0x70, called(0x80, 0)).incoming.calledNumber == "");
    CHECK(setupWith(0x70, {}).incoming.calledNumber == "");
    CHECK(setupWith(0x70, called(0x80, 20)).incoming.calledNumber.size() == 20);
    for (const size_t digits : {21u, 60u, 200u}) {
        CAPTURE(digits);
        const Outcome outcome = setupWith(0x70, called(0x80, digits));
        CHECK(outcome.incoming.call == 0);
        CHECK(outcome.refused.cause == 28);
        CHECK(outcome.refused.timeslot == 7);
        CHECK(outcome.clearedCause == 28);
        CHECK(outcome.protocolErrors > 0);
    }
    // A calling number that can't be is no reason to lose the call: it is unavailable, and counted.
    std::vector<uint8_t> calling(204, '1');
    calling[0] = 0x6C;
    calling[1] = 202;
    calling[2] = 0x00;
    calling[3] = 0x80;
    const Outcome outcome = setupWith(0x6C, calling);
    CHECK(outcome.incoming.callingNumber == "");
    CHECK(outcome.incoming.presentation == isdn::Presentation::kUnavailable);
    CHECK(outcome.protocolErrors > 0);
}

TEST_CASE("a SETUP without its mandatory elements, or with data for a bearer, is refused in words") {
    CHECK(setupWith(0x04, {}).clearedCause == 96);                             // mandatory element missing
    CHECK(setupWith(0x18, {}).clearedCause == 96);                             // by the network always
    CHECK(setupWith(0x04, {0x04, 0x02, 0x88, 0x90}).clearedCause == 88);       // 64 kbit/s data
    CHECK(setupWith(0x18, {0x18, 0x03, 0xA9, 0x83, 0x90}).clearedCause == 44); // timeslot 16
    CHECK(setupWith(0x18, {0x18, 0x03, 0xA9, 0x83, 0xFE}).clearedCause == 44); // 126
}

TEST_CASE("two networks, or two users, on one wire: counted, no call hangs, no crash") {
    for (const Side side : {Side::kNetwork, Side::kUser}) {
        ExchangeRig rig({side}, {side});
        rig.run(5 * kMinute);
        CHECK(rig.network.span->counters().protocolErrors > 0);
        CHECK(rig.user.span->counters().protocolErrors > 0);
        CHECK_FALSE((rig.network.span->dchannelUp() && rig.user.span->dchannelUp()));
        for (int i = 0; i < 10; ++i) {
            rig.network.dial(kHuntTimeslot);
            rig.user.dial(kHuntTimeslot);
            rig.run(10 * kSecond);
        }
        for (End *end : {&rig.network, &rig.user}) {
            for (CallHandle call = 1; call < 100; ++call) {
                end->span->clear(call, 16);
            }
        }
        rig.requireAllIdle();
    }
}

TEST_CASE("a span that disappears with thirty calls up: all end once, all timeslots come back") {
    ExchangeRig rig;
    rig.bringUp();
    rig.userAnswers();
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 30; ++i) {
            rig.network.dial(kHuntTimeslot);
        }
        rig.run(kSecond);
        CHECK(rig.user.busyTimeslots() == 30);
        rig.user.board->pullSpan(1);
        rig.run(3 * kMinute);
        CHECK(rig.user.busyTimeslots() == 0);
        CHECK(rig.user.span->libpriCallCount() == 0);
        rig.user.board->plugSpan(1);
        rig.bringUp();
    }
    CHECK(rig.network.count(Kind::kAnswered) == 90);
    rig.requireAllIdle();
}

namespace {

/// What goes wrong on the way in the soak: a seeded hand in the wire.
class Mischief {
  public:
    Mischief(ExchangeRig &rig, uint64_t seed) : random_(seed) {
        rig.change = [this](std::vector<uint8_t> &frame, bool) { change(frame); };
    }
    bool active = true;

  private:
    bool oneIn(uint32_t n) { return random_() % n == 0; }

    void change(std::vector<uint8_t> &frame) {
        if (!active || frame.size() <= kMessage + 5) {
            return;
        }
        if (oneIn(40)) { // layer 3 doesn't hear it, layer 2 does
            frame[kMessage] = 0xFF;
        } else if (oneIn(40)) { // any octet of the message
            frame[kMessage + random_() % (frame.size() - kMessage)] = static_cast<uint8_t>(random_());
        } else if (oneIn(60)) { // cut short
            frame.resize(kMessage + random_() % (frame.size() - kMessage));
        } else if (oneIn(60)) { // a number too long
            replace(frame, 0x70, called(static_cast<uint8_t>(random_()), random_() % 201));
        } else if (oneIn(200)) { // lost
            frame.clear();
        }
    }

    std::mt19937_64 random_;
};

/// Live octets of the allocator.
size_t allocated() { return mallinfo2().uordblks; }

} // namespace

TEST_CASE("ten thousand calls with faults on the way leave nothing behind") {
    isdn::PriPlan network{Side::kNetwork, isdn::Protocol::kEuroIsdn, true, {}};
    isdn::PriPlan user{Side::kUser, isdn::Protocol::kEuroIsdn, true, {}};
    ExchangeRig rig(network, user, {}, 7);
    rig.bringUp();
    Mischief mischief(rig, 7);
    std::mt19937_64 random(7);
    const auto act = [&](End &end) {
        end.react = [&](const PriEvent &event) {
            if (event.kind != Kind::kIncoming) {
                return;
            }
            const uint64_t choice = random() % 8;
            if (choice < 5) {
                end.span->alert(event.call, choice == 0);
                end.span->answer(event.call);
            } else if (choice == 5) {
                end.span->clear(event.call, 17);
            } else if (choice == 6) {
                end.span->progress(event.call, true, 31);
            } // else it is never answered
        };
    };
    act(rig.network);
    act(rig.user);
    size_t calls = 0, afterWarmUp = 0;
    uint64_t stuck = 0;
    for (int block = 0; block < 50; ++block) {
        mischief.active = true;
        for (int i = 0; i < 100; ++i, calls += 2) {
            for (End *end : {&rig.network, &rig.user}) {
                isdn::DialRequest dial;
                dial.timeslot = static_cast<int>(random() % 33) - 1;
                dial.callingNumber = "13800138000";
                dial.calledNumber = "02087654321";
                dial.overlap = random() % 4 == 0;
                const CallHandle call = end->dial(dial);
                if (dial.overlap) {
                    end->span->moreDigits(call, "12", true);
                }
            }
            rig.run(static_cast<int64_t>(random() % 4000) * kMs);
            for (End *end : {&rig.network, &rig.user}) {
                end->span->clear(end->span->callOn(static_cast<int>(random() % 32)), 16);
            }
        }
        mischief.active = false;
        for (int again = 0; again < 2; ++again) { // a SETUP may be repeated meanwhile (T303), and answered
            for (End *end : {&rig.network, &rig.user}) {
                for (int timeslot = 1; timeslot <= 31; ++timeslot) {
                    end->span->clear(end->span->callOn(timeslot), 16);
                }
            }
            rig.run(kMinute);
        }
        rig.run(15 * kMinute); // each fault has had its time, and one or two tries of the audit
        for (End *end : {&rig.network, &rig.user}) {
            CAPTURE(block);
            CHECK(end->span->callCount() == 0);
            CHECK(end->busyTimeslots() == 0);
            CHECK(end->span->libpriCallCount() == 0);
            CHECK(end->begun == end->ended); // each once
            CHECK(end->span->dchannelUp());
            end->begun.clear();
            end->ended.clear();
            stuck += end->span->counters().stuck;
            std::vector<PriEvent>().swap(end->events);
        }
        if (block == 10) {
            afterWarmUp = allocated();
        }
    }
    CHECK(calls == 10'000);
    CHECK(stuck > 0);
    MESSAGE("stuck channels found and freed: ", rig.user.span->counters().stuck,
            " at the box; octets allocated after 2,200 calls ", afterWarmUp, ", after 10,000 ", allocated());
    CHECK(allocated() < afterWarmUp + 20'000);
    // Every timeslot works.
    mischief.active = false;
    rig.network.react = rig.user.react = [](const PriEvent &) {};
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        if (timeslot != 16) {
            const auto [out, in] = rig.connect(rig.user, rig.network, timeslot);
            CHECK(in != 0);
            rig.user.span->clear(out, 16);
            rig.run(kSecond);
        }
    }
    rig.requireAllIdle();
}
