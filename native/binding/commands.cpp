#include <algorithm>

#include "binding/arguments.h"
#include "binding/convert.h"
#include "binding/names.h"

namespace callbox::binding {

using engine::Command;
using engine::Source;

namespace {

constexpr uint32_t kAnyId = UINT32_MAX;
constexpr uint32_t kMaxLines = 96;      // 64 telephones and 32 lines to an exchange
constexpr uint32_t kMaxFlashMs = 2'000; // longer, and it is a hang-up anywhere
const char *const kNumberCharacters = "0123456789*#";
const char *const kDtmfCharacters = "0123456789*#ABCD";

const Names kDoNames = {
    "alert",           "answer",      "clear",        "dial",         "ring",        "seize",       "play",
    "stop-play",       "send-digits", "bridge",       "unbridge",     "record",      "stop-record", "tap",
    "untap",           "talk",        "proceed",      "progress",     "more-digits", "flash",       "mix",
    "unmix",           "watch",       "learn-hangup", "service",      "restart",     "lamp",        "adjust",
    "set-hangup-tone", "loopback",    "bit-test",     "pause-record", "set-up-span"};
static_assert(static_cast<int>(Command::Kind::kSetUpSpan) == 32, "kDoNames is in the order of Command::Kind");

engine::CallDetails readDetails(const Fields &command) {
    engine::CallDetails details;
    if (!command.has("details"))
        return details;
    const Fields fields(command.value("details"), command.what() + ": 'details'");
    const auto type = [&fields](const char *name) {
        return static_cast<engine::NumberType>(fields.oneOfOrFirst(name, kNumberTypeNames));
    };
    const auto plan = [&fields](const char *name) {
        return static_cast<engine::NumberPlan>(fields.oneOfOrFirst(name, kNumberPlanNames));
    };
    details.callingType = type("callingType");
    details.calledType = type("calledType");
    details.callingPlan = plan("callingPlan");
    details.calledPlan = plan("calledPlan");
    details.screening = static_cast<engine::Screening>(fields.oneOfOrFirst("screening", kScreeningNames));
    details.callingName = fields.textOr("callingName", kMaxNameOctets, "");
    if (fields.has("redirectingNumber"))
        details.redirectingNumber =
            fields.textOf("redirectingNumber", 0, kMaxNumberDigits, kNumberCharacters);
    details.redirectingPresentation =
        static_cast<engine::Presentation>(fields.oneOfOrFirst("redirectingPresentation", kPresentationNames));
    details.redirectingReason = static_cast<engine::RedirectingReason>(
        fields.oneOfOrFirst("redirectingReason", kRedirectingReasonNames));
    return details;
}

void readTimeslot(const Fields &fields, Command &command) {
    if (!fields.has("timeslot")) {
        command.timeslot = 0;
        return;
    }
    if (fields.value("timeslot").IsString()) {
        fields.oneOf("timeslot", {"any"});
        command.timeslot = -1;
        return;
    }
    command.timeslot = static_cast<int>(fields.integer("timeslot", 1, 31));
    if (command.timeslot == board::kDchannelTimeslot)
        fields.rangeError("timeslot", "1 to 15 or 17 to 31; 16 carries the signalling");
}

void readDial(const Fields &fields, Command &command) {
    command.span = static_cast<int>(fields.integer("span", 1, kMaxSpan));
    readTimeslot(fields, command);
    command.callingNumber = fields.textOf("callingNumber", 0, kMaxNumberDigits, kNumberCharacters);
    command.overlap = fields.flagOr("overlap", false);
    command.calledNumber =
        fields.textOf("calledNumber", command.overlap ? 0 : 1, kMaxNumberDigits, kNumberCharacters);
    command.presentation =
        static_cast<engine::Presentation>(fields.oneOf("presentation", kPresentationNames));
    command.details = readDetails(fields);
}

void readRing(const Fields &fields, Command &command) {
    command.callingNumber = fields.textOf("callingNumber", 0, kMaxNumberDigits, kNumberCharacters);
    command.presentation =
        static_cast<engine::Presentation>(fields.oneOfOrFirst("presentation", kPresentationNames));
    command.details.callingName = fields.textOr("callingName", kMaxNameOctets, "");
    command.cadence = static_cast<engine::RingCadence>(fields.oneOfOrFirst("cadence", kRingCadenceNames));
    command.channel = fields.integer("channel", 0, UINT16_MAX);
}

engine::HangupTone readHangupTone(const Napi::Value &value) {
    const Fields fields(value, "command 'set-hangup-tone': 'tone'");
    engine::HangupTone tone;
    tone.frequencyHz = static_cast<float>(fields.real("frequencyHz", 0, 3400));
    tone.onMs = static_cast<uint16_t>(fields.integer("onMs", 0, kMaxToneMs));
    tone.offMs = static_cast<uint16_t>(fields.integer("offMs", 0, kMaxToneMs));
    tone.levelDbm0 = static_cast<float>(fields.real("levelDbm0", -60, 3));
    if (tone.frequencyHz > 0 && tone.frequencyHz < 200)
        fields.rangeError("frequencyHz", "0, or 200 to 3400");
    return tone;
}

/// Of a channel or a span, whoever uses it. False: the command is about a seizure.
bool readWithoutSeizure(const Fields &fields, Command &command) {
    using Kind = Command::Kind;
    if (command.kind == Kind::kLoopback) {
        command.span = static_cast<int>(fields.integer("span", 1, kMaxSpan));
        command.loopback = static_cast<board::Loopback>(fields.oneOf("loopback", kLoopbackNames));
        return true;
    }
    if (command.kind < Kind::kService)
        return false;
    command.channel = fields.integer("channel", 0, UINT16_MAX);
    switch (command.kind) {
    case Kind::kService:
        command.service = static_cast<engine::Service>(fields.oneOf("service", kServiceNames));
        break;
    case Kind::kLamp:
    case Kind::kBitTest:
        command.on = fields.flag("on");
        break;
    case Kind::kAdjust:
        command.receiveDb = fields.real("receiveDb", -kMaxGainDb, kMaxGainDb);
        command.sendDb = fields.real("sendDb", -kMaxGainDb, kMaxGainDb);
        command.echoTaps = static_cast<int>(fields.integer("echoTaps", 0, kMaxEchoTaps));
        break;
    case Kind::kSetHangupTone:
        command.hangupTone = readHangupTone(fields.value("tone"));
        break;
    default: // restart: a channel alone
        break;
    }
    return true;
}

std::string readPath(const Fields &fields, const char *name) {
    std::string path = fields.text(name, 1, kMaxPathOctets);
    if (path[0] != '/')
        fields.rangeError(name, "an absolute path");
    return path;
}

Source readSource(const Napi::Value &value) {
    const Fields fields(value, "command 'play': each source");
    if (fields.has("file"))
        return Source{Source::Kind::kFile, readPath(fields, "file"), 0};
    if (fields.has("tone"))
        return Source{Source::Kind::kTone, fields.text("tone", 1, 32),
                      fields.integerOr("ms", 0, kMaxSourceMs, 0)};
    if (fields.has("silenceMs"))
        return Source{Source::Kind::kSilence, "", fields.integer("silenceMs", 1, kMaxSourceMs)};
    fields.typeError("file", "given, or 'tone' or 'silenceMs'");
}

void readPlay(const Fields &fields, Command &command) {
    command.play = fields.integer("play", 0, kAnyId);
    command.loop = fields.flagOr("loop", false);
    const Napi::Array sources = fields.list("sources", kMaxSources);
    const uint32_t count = sources.Length();
    if (count == 0)
        fields.rangeError("sources", "at least one source");
    for (uint32_t i = 0; i < count; i++)
        command.sources.push_back(readSource(sources.Get(i)));
}

engine::MixMember readMixMember(const Napi::Value &value) {
    const Fields fields(value, "command 'mix': each of 'members'");
    engine::MixMember member;
    member.seizure = fields.integer("seizure", 1, kAnyId);
    const Napi::Array hears = fields.list("hears", engine::kMaxMixMembers - 1);
    const Fields seizures(hears, fields.what() + ": 'hears'");
    for (uint32_t n = 0; n < hears.Length(); n++) {
        const engine::Seizure heard = seizures.integer(std::to_string(n).c_str(), 1, kAnyId);
        if (heard == member.seizure)
            fields.rangeError("hears",
                              "of other members: seizure " + std::to_string(heard) + " names itself");
        if (std::count(member.hears.begin(), member.hears.end(), heard) != 0)
            fields.rangeError("hears", "without a seizure twice: " + std::to_string(heard));
        member.hears.push_back(heard);
    }
    return member;
}

void readMix(const Fields &fields, Command &command) {
    command.bridge = fields.integer("mix", 0, kAnyId);
    const Napi::Array members = fields.list("members", engine::kMaxMixMembers);
    if (members.Length() == 0)
        fields.rangeError("members", "at least one; 'unmix' ends a mix");
    for (uint32_t n = 0; n < members.Length(); n++)
        command.members.push_back(readMixMember(members.Get(n)));
    const auto named = [&command](engine::Seizure seizure) {
        return std::count_if(
            command.members.begin(), command.members.end(),
            [seizure](const engine::MixMember &member) { return member.seizure == seizure; });
    };
    for (const engine::MixMember &member : command.members) {
        if (named(member.seizure) > 1)
            fields.rangeError("members", "without a seizure twice: " + std::to_string(member.seizure));
        for (const engine::Seizure heard : member.hears)
            if (named(heard) == 0)
                fields.rangeError("hears", "of members only: seizure " + std::to_string(heard) +
                                               " is none, and " + std::to_string(member.seizure) +
                                               " would hear it");
    }
}

void readArguments(const Fields &fields, Command &command) {
    using Kind = Command::Kind;
    switch (command.kind) {
    case Kind::kClear:
        command.cause = static_cast<int>(fields.integer("cause", 1, kMaxCause));
        break;
    case Kind::kDial:
        readDial(fields, command);
        break;
    case Kind::kRing:
        readRing(fields, command);
        break;
    case Kind::kAlert:
        command.inband = fields.flagOr("inband", false);
        break;
    case Kind::kProgress:
        command.inband = fields.flag("inband");
        command.cause = static_cast<int>(fields.integerOr("cause", 0, kMaxCause, 0));
        break;
    case Kind::kMoreDigits:
        command.digits = fields.textOf("digits", 0, kMaxNumberDigits, kNumberCharacters);
        command.complete = fields.flagOr("complete", false);
        break;
    case Kind::kWatch:
        command.watch = fields.bitsOf("for", kWatchNames);
        break;
    case Kind::kSeize:
        command.channel = fields.integer("channel", 0, UINT16_MAX);
        break;
    case Kind::kPlay:
        readPlay(fields, command);
        break;
    case Kind::kStopPlay:
        command.play = fields.integer("play", 0, kAnyId);
        break;
    case Kind::kSendDigits:
        command.digits = fields.textOf("digits", 1, kMaxSendDigits, kDtmfCharacters);
        break;
    case Kind::kTalk:
        command.audio = fields.octets("audio", kMaxTalkOctets);
        break;
    case Kind::kRecord:
        command.recording = fields.text("recording", 1, 64);
        command.path = readPath(fields, "path");
        break;
    default: // a seizure alone
        break;
    }
}

engine::SpanPlan readSpanPlan(const Fields &fields) {
    engine::SpanPlan plan;
    plan.side = static_cast<engine::SpanSide>(fields.oneOf("side", kSideNames));
    plan.protocol = static_cast<engine::Protocol>(fields.oneOfOrFirst("protocol", kProtocolNames));
    plan.overlapReceiving = fields.flagOr("overlapReceiving", false);
    if (fields.has("crc4"))
        plan.crc4 = fields.flag("crc4");
    if (fields.has("clockPriority"))
        plan.clockPriority = static_cast<int>(fields.integer("clockPriority", 0, board::kMaxClockPriority));
    return plan;
}

void readSetUpSpan(const Fields &fields, Command &command) {
    command.span = static_cast<int>(fields.integer("span", 1, kMaxSpan));
    const Fields setup(fields.value("setup"), fields.what() + ": 'setup'");
    setup.oneOf("protocol", kProtocolNames); // all of it is said: nothing is left as it happens to be
    setup.flag("overlapReceiving");
    setup.flag("crc4");
    setup.integer("clockPriority", 0, board::kMaxClockPriority);
    command.setup = readSpanPlan(setup);
}

std::vector<engine::SpanPlan> readSpanPlans(const Napi::Array &list) {
    std::vector<engine::SpanPlan> plans;
    for (uint32_t i = 0; i < list.Length(); i++) {
        const Fields fields(list.Get(i), "lines configuration: each of 'spanPlans'");
        plans.push_back(readSpanPlan(fields));
    }
    return plans;
}

char dtmfCharacterOr0(const Fields &fields, const char *name) {
    return fields.has(name) ? fields.textOf(name, 1, 1, kDtmfCharacters)[0] : '\0';
}

std::vector<engine::LinePlan> readLinePlans(const Napi::Array &list) {
    std::vector<engine::LinePlan> plans;
    for (uint32_t i = 0; i < list.Length(); i++) {
        const Fields fields(list.Get(i), "lines configuration: each of 'linePlans'");
        engine::LinePlan plan;
        plan.callerId =
            static_cast<engine::CallerIdSending>(fields.oneOfOrFirst("callerId", kCallerIdSendingNames));
        plan.dtmfStart = dtmfCharacterOr0(fields, "dtmfStart");
        plan.dtmfStop = dtmfCharacterOr0(fields, "dtmfStop");
        plan.flashMinMs = static_cast<uint16_t>(fields.integerOr("flashMinMs", 0, kMaxFlashMs, 0));
        plan.flashMaxMs = static_cast<uint16_t>(fields.integerOr("flashMaxMs", 0, kMaxFlashMs, 0));
        if (plan.flashMaxMs != 0 && plan.flashMinMs > plan.flashMaxMs)
            fields.rangeError("flashMinMs", "at most flashMaxMs");
        plan.polarityAtAnswer = fields.flagOr("polarityAtAnswer", false);
        plan.announceAtFirstRing = fields.flagOr("announceAtFirstRing", false);
        plans.push_back(plan);
    }
    return plans;
}

} // namespace

Command commandFrom(const Napi::Value &value) {
    Fields fields(value, "command");
    Command command{};
    command.kind = static_cast<Command::Kind>(fields.oneOf("do", kDoNames));
    fields.rename(std::string("command '") + kDoNames[static_cast<size_t>(command.kind)] + "'");
    using Kind = Command::Kind;
    if (command.kind == Kind::kBridge) {
        command.bridge = fields.integer("bridge", 0, kAnyId);
        command.seizure = fields.integer("a", 1, kAnyId);
        command.other = fields.integer("b", 1, kAnyId);
    } else if (command.kind == Kind::kUnbridge) {
        command.bridge = fields.integer("bridge", 0, kAnyId);
    } else if (command.kind == Kind::kMix) {
        readMix(fields, command);
    } else if (command.kind == Kind::kUnmix) {
        command.bridge = fields.integer("mix", 0, kAnyId);
    } else if (command.kind == Kind::kStopRecord) {
        command.recording = fields.text("recording", 1, 64);
    } else if (command.kind == Kind::kPauseRecord) {
        command.recording = fields.text("recording", 1, 64);
        command.on = fields.flag("on");
    } else if (command.kind == Kind::kSetUpSpan) {
        readSetUpSpan(fields, command);
    } else if (!readWithoutSeizure(fields, command)) {
        command.seizure = fields.integer("seizure", 1, kAnyId);
        readArguments(fields, command);
    }
    return command;
}

engine::Config configFrom(const Napi::Value &value) {
    const Fields fields(value, "lines configuration");
    engine::Config config;
    config.board = static_cast<engine::BoardKind>(fields.oneOfOrFirst("board", kBoardNames));
    if (config.board == engine::BoardKind::kVirtual)
        config.wirePath = fields.text("wirePath", 1, 107); // sockaddr_un, unix(7)
    if (fields.has("dahdiSpans"))
        config.dahdiSpans = fields.integers("dahdiSpans", kMaxSpan, 1, 255);
    if (fields.has("dahdiLines"))
        config.dahdiLines = fields.integers("dahdiLines", 64, 1, 4095);
    config.dahdiBufferBlocks = static_cast<int>(fields.integerOr("dahdiBufferBlocks", 1, 12, 1));
    config.dahdiBlocksAtOnce = static_cast<int>(fields.integerOr("dahdiBlocksAtOnce", 1, 2, 2));
    if (fields.has("spanPlans"))
        config.spanPlans = readSpanPlans(fields.list("spanPlans", kMaxSpan));
    if (fields.has("linePlans"))
        config.linePlans = readLinePlans(fields.list("linePlans", kMaxLines));
    config.exchangeEnd = fields.flagOr("exchangeEnd", false);
    config.spans = static_cast<int>(fields.integerOr("spans", 0, kMaxSpan, 1));
    config.lines = static_cast<int>(fields.integerOr("lines", 0, 64, 8));
    config.exchangeLines = static_cast<int>(fields.integerOr("exchangeLines", 0, 32, 0));
    config.wireBufferBlocks = static_cast<int>(fields.integerOr("wireBufferBlocks", 0, 16, 1));
    config.country = fields.textOr("country", 8, "cn");
    config.maxQueuedEvents = static_cast<int>(fields.integerOr("maxQueuedEvents", 1, 1'000'000, 4096));
    return config;
}

} // namespace callbox::binding
