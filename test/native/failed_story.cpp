#include "failed_story.h"

#include <doctest/doctest.h>

#include "isdn/q931_decoder.h"

namespace callbox::test {

using isdn::CallHandle;
using isdn::ClearedBy;
using isdn::DialRequest;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;
using Frame = std::vector<uint8_t>;

namespace {

std::string hex(const Frame &frame) {
    static const char *digits = "0123456789abcdef";
    std::string text;
    for (const uint8_t octet : frame) {
        text += {digits[octet >> 4], digits[octet & 15]};
    }
    return text;
}

} // namespace

uint8_t messageType(const Frame &frame) {
    isdn::Q921Frame layer2;
    isdn::Q931Message message;
    const bool decoded = decodeQ921(frame.data(), frame.size(), layer2) &&
                         layer2.kind == isdn::Q921Kind::kInformation &&
                         decodeQ931(layer2.message, layer2.messageOctets, message);
    return decoded ? message.type : 0xFF;
}

namespace {

std::string nameOfFrame(const Frame &frame) {
    isdn::Q921Frame layer2;
    if (!decodeQ921(frame.data(), frame.size(), layer2)) {
        return "?";
    }
    const uint8_t type = messageType(frame);
    return layer2.kind == isdn::Q921Kind::kInformation && type != 0xFF ? isdn::messageName(type)
                                                                       : nameOf(layer2.kind);
}

} // namespace

void Story::others() {
    rig.connect(rig.network, rig.user, 20);
    rig.connect(rig.user, rig.network, 21);
    const CallHandle busy = rig.user.dial(22, "075512345678", "02000000022");
    rig.run(kSecond / 4);
    rig.network.span->clear(rig.network.last(Kind::kIncoming).call, 17);
    rig.run(kSecond / 4);
    REQUIRE(rig.user.first(Kind::kCleared, busy).cause == 17);
}

CallHandle Story::dials(const DialRequest &request) {
    out_ = true;
    calling_ = request.callingNumber;
    called_ = request.calledNumber;
    startedUs_ = ExchangeRig::nowUs;
    call_ = rig.user.nextDialled;
    timeslot_ = request.timeslot;
    return rig.user.dial(request);
}

CallHandle Story::dials(int timeslot) {
    DialRequest request;
    request.timeslot = timeslot;
    request.callingNumber = kBox;
    request.calledNumber = kOutside;
    return dials(request);
}

CallHandle Story::comes(const DialRequest &request) {
    called_ = request.calledNumber;
    waiting_ = true;
    const CallHandle outgoing = rig.network.dial(request);
    rig.run(200 * kMs);
    return outgoing;
}

CallHandle Story::comes(int timeslot) {
    DialRequest request;
    request.timeslot = timeslot;
    request.callingNumber = kOutside;
    request.calledNumber = kBox;
    return comes(request);
}

CallHandle Story::talkOut() {
    dials();
    const CallHandle far = arrived();
    rig.network.span->alert(far);
    rig.run(2 * kSecond);
    rig.network.span->answer(far);
    rig.run(5 * kSecond);
    REQUIRE(answeredUs_ != 0);
    return far;
}

CallHandle Story::talkIn() {
    const CallHandle far = comes();
    rig.user.span->alert(call_);
    rig.run(2 * kSecond);
    rig.user.span->answer(call_);
    answeredUs_ = ExchangeRig::nowUs;
    rig.run(5 * kSecond);
    return far;
}

void Story::swallow(uint8_t type, bool fromNetwork) {
    auto before = spoil;
    spoil = [=](Frame &frame, bool from) {
        before(frame, from);
        if (from == fromNetwork && messageType(frame) == type) {
            frame.resize(kLayer3 + 1);
            frame[kLayer3] = 0x7F; // no protocol that either end knows
        }
    };
}

std::vector<std::string> Story::told(int64_t runUs) {
    rig.run(runUs);
    const auto time = [](int64_t us) { return us == 0 ? std::string("-") : std::to_string(us); };
    const std::string end =
        endedUs_ == 0 ? "- - -" : std::to_string(endedUs_) + " " + std::to_string(cause_) + " " + by_;
    lines.push_back(std::string("call ") + (out_ ? "outbound " : "inbound ") + std::to_string(timeslot_) +
                    " " + calling_ + " " + called_ + " " + time(startedUs_) + " " + time(answeredUs_) + " " +
                    end);
    REQUIRE_MESSAGE((faultName_ == "none" || faultUs_ != 0), "the fault never happened");
    lines.push_back(faultName_ == "none"
                        ? "fault none"
                        : "fault " + faultDirection_ + " " + time(faultUs_) + " " + faultName_);
    lines.insert(lines.end(), frames_.begin(), frames_.end());
    return lines;
}

void Story::take(Frame &frame, bool fromNetwork) {
    const Frame sent = frame;
    spoil(frame, fromNetwork);
    const Frame &seen = fromNetwork ? frame : sent; // the box sees what it sent, not what became of it
    if (seen.empty()) {
        return;
    }
    frames_.push_back(std::to_string(ExchangeRig::nowUs) + (fromNetwork ? " > " : " < ") + hex(seen));
    if (faultUs_ == 0 && nameOfFrame(seen) == faultName_ && fromNetwork == (faultDirection_ == "received")) {
        faultUs_ = ExchangeRig::nowUs;
    }
}

void Story::hear(const PriEvent &event) {
    if (event.kind == Kind::kIncoming && waiting_) {
        waiting_ = false;
        call_ = event.call;
        calling_ = event.callingNumber;
        timeslot_ = event.timeslot;
        startedUs_ = ExchangeRig::nowUs;
    }
    if (event.call != call_ || call_ == 0) {
        return;
    }
    if (event.kind == Kind::kProceeding) {
        timeslot_ = event.timeslot;
    } else if (event.kind == Kind::kAnswered) {
        answeredUs_ = ExchangeRig::nowUs;
    } else if (event.kind == Kind::kCleared) {
        endedUs_ = ExchangeRig::nowUs;
        cause_ = event.cause;
        by_ = event.by == ClearedBy::kFarEnd    ? "far-end"
              : event.by == ClearedBy::kNearEnd ? "near-end"
                                                : "network";
    }
}

} // namespace callbox::test
