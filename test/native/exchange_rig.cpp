#include "exchange_rig.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "isdn/libpri_clock.h"

namespace callbox::test {

using isdn::CallHandle;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;

int64_t ExchangeRig::nowUs = 1'000 * kSecond;

CallHandle End::dial(int timeslot, const std::string &called, const std::string &calling,
                     isdn::Presentation presentation) {
    isdn::DialRequest request;
    request.timeslot = timeslot;
    request.calledNumber = called;
    request.callingNumber = calling;
    request.presentation = presentation;
    return dial(request);
}

CallHandle End::dial(const isdn::DialRequest &request) {
    const CallHandle call = nextDialled;
    nextDialled += 2;
    ++begun[call];
    span->dial(call, request);
    return call;
}

size_t End::count(Kind kind) const {
    return static_cast<size_t>(std::count_if(events.begin(), events.end(),
                                             [kind](const PriEvent &event) { return event.kind == kind; }));
}

PriEvent End::first(Kind kind, CallHandle call) const {
    const auto found = std::find_if(events.begin(), events.end(), [=](const PriEvent &event) {
        return event.kind == kind && event.call == call;
    });
    return found == events.end() ? PriEvent{} : *found;
}

PriEvent End::last(Kind kind) const {
    const auto found = std::find_if(events.rbegin(), events.rend(),
                                    [kind](const PriEvent &event) { return event.kind == kind; });
    return found == events.rend() ? PriEvent{} : *found;
}

size_t End::busyTimeslots() const {
    size_t busy = 0;
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        busy += span->callOn(timeslot) != 0;
    }
    return busy;
}

ExchangeRig::ExchangeRig(virtualboard::Faults faults, uint64_t seed)
    : ExchangeRig({isdn::Side::kNetwork}, {isdn::Side::kUser}, faults, seed) {}

ExchangeRig::ExchangeRig(const isdn::PriPlan &networkPlan, const isdn::PriPlan &userPlan,
                         virtualboard::Faults faults, uint64_t seed) {
    isdn::setLibpriClock([] { return nowUs; });
    virtualboard::Options options;
    options.manualTicks = true;
    options.faults = faults;
    options.seed = seed;
    virtualboard::Options other = options;
    other.seed = seed + 1;
    std::tie(network.board, user.board) = virtualboard::VirtualBoard::pair(options, other);
    makeEnd(network, networkPlan);
    makeEnd(user, userPlan);
}

ExchangeRig::~ExchangeRig() { isdn::setLibpriClock(nullptr); }

void ExchangeRig::makeEnd(End &end, const isdn::PriPlan &plan) {
    end.span = std::make_unique<isdn::PriSpan>(
        plan, [&end](const uint8_t *frame, size_t octets) { return end.board->sendFrame(1, frame, octets); },
        [&end](const PriEvent &event) {
            if (event.kind == Kind::kIncoming) {
                ++end.begun[event.call];
            } else if (event.kind == Kind::kCleared) {
                ++end.ended[event.call];
            }
            end.events.push_back(event);
            end.react(event);
        },
        [&end] {
            const CallHandle call = end.nextIncoming;
            end.nextIncoming += 2;
            return call;
        });
}

bool ExchangeRig::carry(End &end) {
    end.board->waitBlock(0);
    bool any = false;
    board::Event event;
    while (end.board->nextEvent(event)) {
        any = true;
        if (event.kind == board::Event::Kind::kFrame) {
            const bool fromNetwork = &end == &user;
            if (change) {
                change(event.frame, fromNetwork);
            }
            if (heard) {
                heard(event.frame);
            }
            if (crossed) {
                crossed(event.frame, fromNetwork);
            }
            end.span->onFrame(event.frame.data(), event.frame.size());
        } else if (event.kind == board::Event::Kind::kAlarms) {
            end.alarms = event.alarms;
            end.span->onAlarms(event.alarms);
        }
    }
    return any;
}

void ExchangeRig::carryAll() {
    int rounds = 0;
    for (bool any = true; any;) {
        REQUIRE_MESSAGE(++rounds < 10'000, "the two ends answer each other without end");
        any = carry(network);
        any = carry(user) || any;
    }
}

void ExchangeRig::run(int64_t us) {
    const int64_t untilUs = nowUs + us;
    for (;;) {
        carryAll();
        int64_t pauseUs = untilUs - nowUs;
        for (const End *end : {&network, &user}) {
            const int64_t next = end->span->nextTimerUs();
            pauseUs = next < 0 ? pauseUs : std::min(pauseUs, next);
        }
        if (nowUs + pauseUs >= untilUs) {
            nowUs = untilUs;
            return;
        }
        nowUs += pauseUs;
        network.span->runTimers();
        user.span->runTimers();
    }
}

void ExchangeRig::bringUp() {
    for (int i = 0; i < 120 && !(network.span->dchannelUp() && user.span->dchannelUp()); ++i) {
        run(kSecond);
    }
    REQUIRE(network.span->dchannelUp());
    REQUIRE(user.span->dchannelUp());
}

void ExchangeRig::userAnswers() {
    user.react = [this](const PriEvent &event) {
        if (event.kind == Kind::kIncoming) {
            user.span->alert(event.call);
            user.span->answer(event.call);
        }
    };
}

std::pair<CallHandle, CallHandle> ExchangeRig::connect(End &from, End &to, int timeslot) {
    const CallHandle outgoing = from.dial(timeslot);
    run(kSecond);
    const CallHandle incoming = to.last(Kind::kIncoming).call;
    REQUIRE(incoming != 0);
    to.span->alert(incoming);
    to.span->answer(incoming);
    run(kSecond);
    REQUIRE(from.first(Kind::kAnswered, outgoing).call == outgoing);
    return {outgoing, incoming};
}

void ExchangeRig::requireAllIdle() {
    network.board->setFaults({});
    user.board->setFaults({});
    run(10 * kMinute);
    for (const End *end : {&network, &user}) {
        CAPTURE((end == &network ? "network" : "user"));
        CHECK(end->span->callCount() == 0);
        CHECK(end->busyTimeslots() == 0);
        CHECK(end->begun == end->ended);
        for (const auto &[call, times] : end->ended) {
            CAPTURE(call);
            CHECK(times == 1);
        }
    }
}

} // namespace callbox::test
