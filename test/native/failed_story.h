// One call between a public exchange and the box, both real libpri, and all that the box saw of it, for
// failed_calls.h: what is to be injected, and the story as text.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "exchange_rig.h"

namespace callbox::test {

constexpr const char *kOutside = "13800138000";
constexpr const char *kBox = "02087654321";
/// Where layer 3 begins in an information frame.
constexpr size_t kLayer3 = 4;

/// A public exchange and the box, with everything that the box sees written down.
class Story {
  public:
    using CallHandle = isdn::CallHandle;
    using DialRequest = isdn::DialRequest;
    using Frame = std::vector<uint8_t>;

    explicit Story(const isdn::PriPlan &network = {isdn::Side::kNetwork},
                   const isdn::PriPlan &user = {isdn::Side::kUser})
        : rig(network, user) {
        rig.bringUp();
        rig.run(5 * kMinute); // every timeslot restarted
        rig.change = [this](Frame &frame, bool fromNetwork) { take(frame, fromNetwork); };
        rig.user.react = [this](const isdn::PriEvent &event) { hear(event); };
    }

    ExchangeRig rig;
    /// Changes a frame on its way; an empty one is lost.
    std::function<void(Frame &, bool fromNetwork)> spoil = [](Frame &, bool) {};
    std::vector<std::string> lines;

    void comment(const std::string &text) { lines.push_back("# " + text); }

    /// Calls that are none of this one's business: one each way goes on, one is busy, one ends.
    void others();

    /// The call that matters, from the box.
    CallHandle dials(const DialRequest &request);
    CallHandle dials(int timeslot = 5);
    /// To the box; the network's handle. The box knows it as `call()` once it has come.
    CallHandle comes(const DialRequest &request);
    CallHandle comes(int timeslot = 7);
    CallHandle call() const { return call_; }
    /// At the exchange: the box's call as it arrived there.
    CallHandle arrived() {
        rig.run(200 * kMs);
        return rig.network.last(isdn::PriEvent::Kind::kIncoming).call;
    }
    void digits(const std::string &more) { called_ += more; }
    /// Of the box's end, and of the exchange's.
    CallHandle talkOut();
    CallHandle talkIn();

    /// From here on: the first such message is what must be found. By name and direction, 'box': what didn't
    /// come.
    void expect(const std::string &name, const std::string &direction) {
        faultName_ = name;
        faultDirection_ = direction;
        faultUs_ = direction == "box" ? ExchangeRig::nowUs : 0;
    }
    /// The layer 3 of such messages from one end is lost on the way, while layer 2 is well.
    void swallow(uint8_t type, bool fromNetwork);

    /// Runs on, then all of it as `playFailedCall` tells it.
    std::vector<std::string> told(int64_t runUs);

  private:
    void take(Frame &frame, bool fromNetwork);

    void hear(const isdn::PriEvent &event);

    std::vector<std::string> frames_;
    CallHandle call_ = 0;
    bool out_ = false, waiting_ = false;
    int timeslot_ = 0, cause_ = 0;
    std::string calling_, called_, by_, faultName_ = "none", faultDirection_;
    int64_t startedUs_ = 0, answeredUs_ = 0, endedUs_ = 0, faultUs_ = 0;
};

/// Type of the Q.931 message in a frame of layer 2; 0xFF: none.
uint8_t messageType(const std::vector<uint8_t> &frame);

} // namespace callbox::test
