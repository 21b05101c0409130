// A public exchange and a box, wired together by a virtual board, with real libpri at both ends,
// in one thread and in virtual time: hours pass in milliseconds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "isdn/pri_span.h"
#include "virtual/virtual_board.h"

namespace callbox::test {

constexpr int64_t kMs = 1'000;
constexpr int64_t kSecond = 1'000 * kMs;
constexpr int64_t kMinute = 60 * kSecond;

/// One end: a board, its PRI span, and everything that it said.
struct End {
    std::unique_ptr<virtualboard::VirtualBoard> board;
    std::unique_ptr<isdn::PriSpan> span;
    std::vector<isdn::PriEvent> events;
    std::map<isdn::CallHandle, int> begun, ended; // how often each call did
    isdn::CallHandle nextDialled = 2, nextIncoming = 1;
    uint8_t alarms = 0;
    /// What this end does on an event; nothing by default.
    std::function<void(const isdn::PriEvent &)> react = [](const isdn::PriEvent &) {};

    isdn::CallHandle dial(int timeslot, const std::string &called = "02087654321",
                          const std::string &calling = "13800138000",
                          isdn::Presentation presentation = isdn::Presentation::kAllowed);
    isdn::CallHandle dial(const isdn::DialRequest &request);
    size_t count(isdn::PriEvent::Kind kind) const;
    /// Of this call; a default event (call 0) if there was none.
    isdn::PriEvent first(isdn::PriEvent::Kind kind, isdn::CallHandle call) const;
    isdn::PriEvent last(isdn::PriEvent::Kind kind) const;
    size_t busyTimeslots() const;
};

class ExchangeRig {
  public:
    explicit ExchangeRig(virtualboard::Faults faults = {}, uint64_t seed = 1);
    /// As the plans say; the sides too, so that both ends can be the network.
    ExchangeRig(const isdn::PriPlan &network, const isdn::PriPlan &user, virtualboard::Faults faults = {},
                uint64_t seed = 1);
    ~ExchangeRig();

    End network, user;

    /// Carries frames and lets timers fire until `us` of virtual time have passed.
    void run(int64_t us);
    void bringUp(); // run until the D-channel is up at both ends
    /// The user answers each call by ALERTING and CONNECT.
    void userAnswers();
    /// Dials from one end, answers at the other, and returns both handles of the active call.
    std::pair<isdn::CallHandle, isdn::CallHandle> connect(End &from, End &to, int timeslot = 0);
    /// After ten minutes: no call, no busy timeslot, each call ended exactly once at each end.
    void requireAllIdle();

    /// Sees each frame that crosses, if set.
    std::function<void(const std::vector<uint8_t> &)> heard;
    std::function<void(const std::vector<uint8_t> &, bool fromNetwork)> crossed;
    /// Changes a frame on its way, if set. An empty one is lost.
    std::function<void(std::vector<uint8_t> &, bool fromNetwork)> change;
    /// A new process at this end, that knows of no call.
    void makeEnd(End &end, const isdn::PriPlan &plan);

    static int64_t nowUs;

  private:
    bool carry(End &end);
    void carryAll();
};

} // namespace callbox::test
