#include "failed_calls.h"

#include <functional>
#include <stdexcept>

#include "failed_story.h"

namespace callbox::test {
namespace {

using isdn::CallHandle;
using isdn::DialRequest;
using Kind = isdn::PriEvent::Kind;
using Frame = std::vector<uint8_t>;

constexpr uint8_t kSetup = 0x05, kConnect = 0x07, kConnectAcknowledge = 0x0F, kDisconnect = 0x45,
                  kRelease = 0x4D;

using Play = std::function<std::vector<std::string>(Story &)>;

struct Failed {
    std::string name;
    Play play;
    isdn::PriPlan network{isdn::Side::kNetwork}, user{isdn::Side::kUser};
};

/// The exchange takes the box's call and clears it, at once or after ringing.
Play refusedOut(int cause, bool rings, const std::string &what) {
    return [=](Story &story) {
        story.comment("The box calls; " + what + ".");
        story.others();
        story.dials();
        const CallHandle far = story.arrived();
        if (rings) {
            story.rig.network.span->alert(far);
            story.rig.run(20 * kSecond);
        }
        story.expect("DISCONNECT", "received");
        story.rig.network.span->clear(far, cause);
        return story.told(5 * kSecond);
    };
}

/// The box takes a call and clears it before the answer.
Play refusedIn(int cause, bool rings, const std::string &what) {
    return [=](Story &story) {
        story.comment("A call comes; " + what + ".");
        story.others();
        story.comes();
        if (rings) {
            story.rig.user.span->alert(story.call());
            story.rig.run(3 * kSecond);
        }
        story.expect("DISCONNECT", "sent");
        story.rig.user.span->clear(story.call(), cause);
        return story.told(5 * kSecond);
    };
}

std::vector<std::string> announcement(Story &story) {
    story.comment("The exchange plays an announcement (PROGRESS, cause 1) and then clears.");
    story.others();
    story.dials();
    const CallHandle far = story.arrived();
    story.expect("PROGRESS", "received");
    story.rig.network.span->progress(far, true, 1);
    story.rig.run(8 * kSecond);
    story.rig.network.span->clear(far, 1);
    return story.told(5 * kSecond);
}

std::vector<std::string> glare(Story &story) {
    story.comment("Both ends take timeslot 5 at the same moment (Q.931 5.7); the exchange's call wins.");
    story.others();
    story.dials();
    story.expect("RELEASE COMPLETE", "received");
    DialRequest other;
    other.timeslot = 5;
    other.callingNumber = "13911112222";
    other.calledNumber = kBox;
    story.rig.network.dial(other);
    story.rig.run(kSecond);
    story.rig.user.span->answer(story.rig.user.last(Kind::kIncoming).call);
    return story.told(5 * kSecond);
}

std::vector<std::string> setupUnanswered(Story &story) {
    story.comment("The exchange never hears SETUP: T303 twice (Q.931 5.1.1).");
    story.others();
    story.swallow(kSetup, false);
    story.expect("T303", "box");
    story.dials();
    return story.told(kMinute);
}

std::vector<std::string> nothingAfterProceeding(Story &story) {
    story.comment("CALL PROCEEDING, and then nothing: T310 (Q.931 5.1.5.1).");
    story.others();
    story.dials();
    story.expect("T310", "box");
    return story.told(3 * kMinute);
}

std::vector<std::string> noAnswerForever(Story &story) {
    story.comment("It rings and rings, and the exchange never gives up: T301 (Q.931 5.1.7).");
    story.others();
    story.dials();
    story.rig.network.span->alert(story.arrived());
    story.rig.run(kSecond);
    story.expect("T301", "box");
    return story.told(4 * kMinute);
}

std::vector<std::string> noMoreAfterDigits(Story &story) {
    story.comment("Overlap sending: the exchange takes digits and says nothing more: T304 (Q.931 5.1.3).");
    story.others();
    DialRequest request;
    request.timeslot = 5;
    request.callingNumber = kBox;
    request.calledNumber = "138";
    request.overlap = true;
    const CallHandle call = story.dials(request);
    story.rig.run(kSecond);
    story.rig.user.span->moreDigits(call, "0013", false);
    story.digits("0013");
    story.rig.run(kSecond);
    story.expect("T304", "box");
    return story.told(kMinute);
}

std::vector<std::string> incompleteNumber(Story &story) {
    story.comment("Overlap sending: too few digits, the exchange refuses with 28.");
    story.others();
    DialRequest request;
    request.timeslot = 5;
    request.callingNumber = kBox;
    request.calledNumber = "13";
    request.overlap = true;
    story.dials(request);
    const CallHandle far = story.arrived();
    story.rig.user.span->moreDigits(story.call(), "8", false);
    story.digits("8");
    story.rig.run(9 * kSecond);
    story.expect("DISCONNECT", "received");
    story.rig.network.span->clear(far, 28);
    return story.told(5 * kSecond);
}

std::vector<std::string> shortNumberIn(Story &story) {
    story.comment("Overlap receiving: too few digits come, the box gives up after T302 with 28.");
    story.others();
    DialRequest request;
    request.timeslot = 7;
    request.callingNumber = kOutside;
    request.calledNumber = "0208";
    request.overlap = true;
    const CallHandle far = story.comes(request);
    story.rig.network.span->moreDigits(far, "7", false);
    story.digits("7");
    story.rig.run(15 * kSecond);
    story.expect("DISCONNECT", "sent");
    story.rig.user.span->clear(story.call(), 28);
    return story.told(5 * kSecond);
}

std::vector<std::string> disconnectUnanswered(Story &story) {
    story.comment("The box hangs up and the exchange doesn't hear DISCONNECT: T305 (Q.931 5.3.3).");
    story.others();
    story.talkOut();
    story.swallow(kDisconnect, false);
    story.expect("T305", "box");
    story.rig.user.span->clear(story.call(), 16);
    return story.told(2 * kMinute);
}

std::vector<std::string> releaseUnanswered(Story &story) {
    story.comment("The caller hangs up; the box's RELEASE is never answered: T308 (Q.931 5.3.3).");
    story.others();
    const CallHandle far = story.talkIn();
    story.swallow(kRelease, false);
    story.rig.network.span->clear(far, 16);
    story.expect("T308", "box");
    return story.told(2 * kSecond + 10 * kSecond);
}

std::vector<std::string> connectUnacknowledged(Story &story) {
    story.comment("The box answers and the exchange never hears CONNECT: T313 (Q.931 5.2.8).");
    story.others();
    story.comes();
    story.rig.user.span->alert(story.call());
    story.rig.run(3 * kSecond);
    story.swallow(kConnect, false);
    story.expect("T313", "box");
    story.rig.user.span->answer(story.call());
    return story.told(30 * kSecond);
}

std::vector<std::string> cablePulled(Story &story) {
    story.comment("The cable is pulled out in mid-call for longer than T309 (Q.931 5.8.9).");
    story.others();
    story.talkIn();
    story.rig.user.span->alert(story.call());
    story.rig.network.board->pullSpan(1);
    story.expect("LOS", "box");
    story.lines.push_back(std::to_string(ExchangeRig::nowUs) + " alarm LOS on");
    return story.told(3 * kMinute);
}

std::vector<std::string> signallingDead(Story &story) {
    story.comment("Frames vanish both ways in mid-call while the line is well: SABME, unanswered.");
    story.others();
    story.talkIn();
    story.spoil = [](Frame &frame, bool) { frame.clear(); };
    story.expect("SABME", "sent");
    return story.told(3 * kMinute);
}

/// The next RR of the exchange becomes such a frame.
Play linkFrame(uint8_t control, const std::string &name, const std::string &what) {
    return [=](Story &story) {
        story.comment("In mid-call the exchange " + what + ".");
        story.others();
        story.talkIn();
        bool done = false;
        story.spoil = [done, control](Frame &frame, bool fromNetwork) mutable {
            if (!done && fromNetwork && frame.size() == 4 && frame[2] == 0x01) {
                done = true;
                frame = {frame[0], frame[1], control};
            }
        };
        story.expect(name, "received");
        story.rig.run(30 * kSecond);
        story.rig.user.span->clear(story.call(), 41);
        return story.told(30 * kSecond);
    };
}

std::vector<std::string> restarted(Story &story) {
    story.comment("The exchange restarts the call's timeslot (Q.931 5.5).");
    story.others();
    story.talkIn();
    story.expect("RESTART", "received");
    story.rig.network.span->restart(7);
    return story.told(10 * kSecond);
}

std::vector<std::string> stateMismatch(Story &story) {
    story.comment(
        "The exchange acknowledges the answer by STATUS, state null (Q.931 5.8.11): it knows no such call.");
    story.others();
    story.comes();
    story.rig.user.span->alert(story.call());
    story.rig.run(3 * kSecond);
    story.spoil = [](Frame &frame, bool fromNetwork) {
        if (fromNetwork && messageType(frame) == kConnectAcknowledge) {
            const Frame status = {0x7D, 0x08, 0x02, 0x82, 0xE5, 0x14, 0x01, 0x00}; // cause 101, state 0
            frame.resize(kLayer3 + 4); // discriminator and reference
            frame.insert(frame.end(), status.begin(), status.end());
        }
    };
    story.expect("STATUS", "received");
    story.rig.user.span->answer(story.call());
    return story.told(30 * kSecond);
}

std::vector<std::string> elementMissing(Story &story) {
    story.comment("SETUP loses its bearer capability on the way: refused with 96 (Q.931 5.8.6.1).");
    story.others();
    story.spoil = [](Frame &frame, bool fromNetwork) {
        // bearer is the first element, after discriminator, length, two octets of reference, and type
        const size_t bearer = kLayer3 + 5;
        if (!fromNetwork && messageType(frame) == kSetup && frame[bearer] == 0x04) {
            frame.erase(frame.begin() + bearer, frame.begin() + bearer + 2 + frame[bearer + 1]);
        }
    };
    story.expect("RELEASE COMPLETE", "received");
    story.dials();
    return story.told(30 * kSecond);
}

std::vector<std::string> exchangeStartsAnew(Story &story) {
    story.comment("The exchange's signalling starts anew in mid-call: it asks for the link (Q.921 5.5.1).");
    story.others();
    story.talkIn();
    story.expect("SABME", "received");
    story.rig.makeEnd(story.rig.network, {isdn::Side::kNetwork});
    return story.told(3 * kMinute);
}

Play clearedInTalk(int cause, const std::string &what) {
    return [=](Story &story) {
        story.comment("In mid-call " + what + ".");
        story.others();
        const CallHandle far = story.talkIn();
        story.expect("DISCONNECT", "received");
        story.rig.network.span->clear(far, cause);
        return story.told(5 * kSecond);
    };
}

// --- nothing wrong: nothing may be red

std::vector<std::string> wellIn(Story &story) {
    story.comment("A call comes, is answered, and the caller hangs up. Nothing is wrong.");
    story.others();
    story.rig.network.span->clear(story.talkIn(), 16);
    return story.told(5 * kSecond);
}

std::vector<std::string> wellOut(Story &story) {
    story.comment("The box calls, is answered and hangs up. Nothing is wrong.");
    story.others();
    story.talkOut();
    story.rig.user.span->clear(story.call(), 16);
    return story.told(5 * kSecond);
}

std::vector<std::string> wellElsewhere(Story &story) {
    story.comment("The box prefers timeslot 31, the exchange gives another (Q.931 5.1.2). Nothing is wrong.");
    story.others();
    story.rig.network.span->setService(31, isdn::Service::kBlocked);
    story.dials(isdn::kHuntTimeslot);
    const CallHandle far = story.arrived();
    story.rig.network.span->answer(far);
    story.rig.run(5 * kSecond);
    story.rig.network.span->clear(far, 16);
    return story.told(5 * kSecond);
}

std::vector<std::string> wellOverlap(Story &story) {
    story.comment("A call comes digit by digit and is answered. Nothing is wrong.");
    story.others();
    DialRequest request;
    request.timeslot = 7;
    request.callingNumber = kOutside;
    request.calledNumber = "0208";
    request.overlap = true;
    const CallHandle far = story.comes(request);
    for (const char *more : {"7", "65", "4321"}) {
        story.rig.network.span->moreDigits(far, more, false);
        story.digits(more);
        story.rig.run(2 * kSecond);
    }
    story.rig.user.span->proceed(story.call());
    story.rig.user.span->alert(story.call());
    story.rig.run(kSecond);
    story.rig.user.span->answer(story.call());
    story.rig.run(5 * kSecond);
    story.rig.network.span->clear(far, 16);
    return story.told(5 * kSecond);
}

const std::vector<Failed> &all() {
    const isdn::PriPlan overlapNetwork{isdn::Side::kNetwork, isdn::Protocol::kEuroIsdn, true};
    const isdn::PriPlan overlapUser{isdn::Side::kUser, isdn::Protocol::kEuroIsdn, true};
    static const std::vector<Failed> calls = {
        {"out-busy", refusedOut(17, false, "busy")},
        {"out-vacant-number", refusedOut(1, false, "there is no such number")},
        {"out-no-route", refusedOut(3, false, "the exchange knows no way there")},
        {"out-rejected", refusedOut(21, true, "it rings and the called person refuses")},
        {"out-no-answer", refusedOut(19, true, "it rings and nobody answers")},
        {"out-number-format", refusedOut(28, false, "the number is no good")},
        {"out-switched-off", refusedOut(20, false, "the mobile telephone is off")},
        {"out-no-circuit", refusedOut(34, false, "the exchange has no circuit")},
        {"out-congestion", refusedOut(42, false, "the exchange is congested")},
        {"out-bearer", refusedOut(57, false, "the bearer is not allowed")},
        {"out-announcement", announcement},
        {"out-glare", glare},
        {"out-setup-unanswered", setupUnanswered},
        {"out-nothing-after-proceeding", nothingAfterProceeding},
        {"out-rings-for-ever", noAnswerForever},
        {"out-nothing-after-digits", noMoreAfterDigits, overlapNetwork},
        {"out-incomplete-number", incompleteNumber, overlapNetwork},
        {"out-disconnect-unanswered", disconnectUnanswered},
        {"out-element-missing", elementMissing},
        {"in-unknown-number", refusedIn(1, false, "the box knows no such number")},
        {"in-rejected", refusedIn(21, true, "it rings and the box refuses")},
        {"in-short-number", shortNumberIn, {isdn::Side::kNetwork}, overlapUser},
        {"in-connect-unacknowledged", connectUnacknowledged},
        {"in-release-unanswered", releaseUnanswered},
        {"in-cable-pulled", cablePulled},
        {"in-signalling-dead", signallingDead},
        {"in-link-refused", linkFrame(0x1F, "DM", "refuses the link (DM)")},
        {"in-restarted", restarted},
        {"in-state-mismatch", stateMismatch},
        {"in-temporary-failure", clearedInTalk(41, "the exchange clears with a temporary failure")},
        {"well-in", wellIn},
        {"well-out", wellOut},
        {"well-elsewhere", wellElsewhere},
        {"well-overlap", wellOverlap, {isdn::Side::kNetwork}, overlapUser},
        {"extra-link-reset", linkFrame(0x97, "FRMR", "rejects a frame (FRMR)")},
        {"extra-exchange-anew", exchangeStartsAnew},
    };
    return calls;
}

} // namespace

std::vector<std::string> failedCalls() {
    std::vector<std::string> names;
    for (const Failed &failed : all()) {
        names.push_back(failed.name);
    }
    return names;
}

std::vector<std::string> playFailedCall(const std::string &name) {
    for (const Failed &failed : all()) {
        if (failed.name == name) {
            ExchangeRig::nowUs = 1'000 * kSecond; // each alike, whatever was played before
            Story story(failed.network, failed.user);
            return failed.play(story);
        }
    }
    throw std::runtime_error("there is no failed call " + name);
}

} // namespace callbox::test
