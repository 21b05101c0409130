#include "virtual/span_end.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace callbox::virtualboard {

using board::Loopback;
using Kind = Fault::Kind;
using Direction = Fault::Direction;

namespace {

constexpr size_t kBearers = board::kBearersPerSpan;
constexpr uint8_t kAisOctet = 0xFF;
constexpr uint64_t kSamplesPerCrcBlock = 8; // a sub-multiframe of 8 frames, ITU-T G.704 §2.3.3.1
constexpr uint8_t kNotHearing = board::kAlarmLos | board::kAlarmLof | board::kAlarmAis;

/// A card reports only the worst: without a signal there is no framing to lose.
uint8_t worst(uint8_t conditions) {
    for (const uint8_t alarm : {board::kAlarmLos, board::kAlarmLof, board::kAlarmAis}) {
        if ((conditions & alarm) != 0) {
            return alarm;
        }
    }
    return 0;
}

uint8_t conditionOf(Kind kind) {
    switch (kind) {
    case Kind::kLos:
        return board::kAlarmLos;
    case Kind::kLof:
        return board::kAlarmLof;
    case Kind::kAis:
        return board::kAlarmAis;
    default:
        return 0;
    }
}

} // namespace

SpanEnd::SpanEnd(size_t blockSamples, uint64_t seed)
    : blockSamples_(blockSamples), random_(seed), looped_(kBearers * blockSamples, board::kAlawSilence) {}

// --- alarms -----------------------------------------------------------------------------------

uint8_t SpanEnd::lineCondition() const {
    return connected_ ? worst(way(Direction::kReceive).condition | heard_) : uint8_t{board::kAlarmLos};
}

uint8_t SpanEnd::condition() const { return loopback_ == Loopback::kTowardsBox ? 0 : lineCondition(); }

uint8_t SpanEnd::alarms() const {
    const uint8_t now = condition();
    const bool rai = (heard_ & board::kAlarmRai) != 0 || way(Direction::kReceive).rai;
    const bool seesRai = connected_ && now == 0 && loopback_ != Loopback::kTowardsBox && rai;
    return seesRai ? uint8_t{board::kAlarmRai} : now;
}

uint8_t SpanEnd::toSay() const {
    const Way &sent = way(Direction::kSend);
    const uint8_t looped = loopback_ == Loopback::kTowardsBox ? board::kAlarmAis : 0;
    const bool rai = lineCondition() != 0 || sent.rai;
    return static_cast<uint8_t>(worst(sent.condition | looped) | (rai ? board::kAlarmRai : 0));
}

void SpanEnd::changed() {
    const uint8_t now = condition();
    counters.lossOfSignal += now == board::kAlarmLos && lastCondition_ != board::kAlarmLos;
    counters.lossOfFrame += now == board::kAlarmLof && lastCondition_ != board::kAlarmLof;
    lastCondition_ = now;
    shapesSound_ = now != 0 || loopback_ != Loopback::kOff;
    for (const Way &one : ways_) {
        shapesSound_ = shapesSound_ || one.bitErrors || one.depth != 0 || !one.slips.empty();
    }
}

void SpanEnd::setConnected(bool connected) {
    connected_ = connected;
    heard_ = 0;
    changed();
}

void SpanEnd::setHeard(uint8_t alarms) {
    heard_ = alarms;
    changed();
}

void SpanEnd::setLoopback(Loopback loopback) {
    loopback_ = loopback;
    std::fill(looped_.begin(), looped_.end(), board::kAlawSilence);
    changed();
}

// --- faults -----------------------------------------------------------------------------------

void SpanEnd::inject(const Fault &fault) {
    Way &hit = way(fault.direction);
    SpanErrors told;
    switch (fault.kind) {
    case Kind::kLos:
    case Kind::kLof:
    case Kind::kAis:
        hit.condition |= conditionOf(fault.kind);
        break;
    case Kind::kRai:
        hit.rai = true;
        break;
    case Kind::kDchannelDead:
        hit.dchannelDead = true;
        break;
    case Kind::kFrameLoss:
        hit.loseOneIn = fault.oneIn;
        break;
    case Kind::kFrameErrors:
        hit.spoilOneIn = fault.oneIn;
        break;
    case Kind::kBitErrors:
        startBitErrors(hit, fault);
        break;
    case Kind::kFrameRepeated:
    case Kind::kFrameLost:
        addSlip(hit, fault.kind == Kind::kFrameRepeated, fault.count);
        break;
    case Kind::kCrcErrors:
        told.crcErrors = fault.count;
        break;
    case Kind::kFarEndErrors:
        told.farEndErrors = fault.count;
        break;
    case Kind::kCodeViolations:
        told.codeViolations = fault.count;
        break;
    default:
        break;
    }
    errors(fault.direction, told);
    changed();
}

void SpanEnd::clear(Kind kind, Direction direction) {
    Way &hit = way(direction);
    hit.condition = static_cast<uint8_t>(hit.condition & ~conditionOf(kind));
    hit.rai = hit.rai && kind != Kind::kRai;
    hit.dchannelDead = hit.dchannelDead && kind != Kind::kDchannelDead;
    hit.loseOneIn = kind == Kind::kFrameLoss ? 0 : hit.loseOneIn;
    hit.spoilOneIn = kind == Kind::kFrameErrors ? 0 : hit.spoilOneIn;
    hit.bitErrors = hit.bitErrors && kind != Kind::kBitErrors;
    if (kind == Kind::kFrameRepeated || kind == Kind::kFrameLost) {
        hit.slips.clear(); // both: what is to be lost may be what was to be repeated
    }
    changed();
}

void SpanEnd::clearAll() {
    for (Way &one : ways_) { // what the elastic store holds stays: it is a delay by now, no fault
        one.condition = 0;
        one.rai = one.dchannelDead = one.bitErrors = false;
        one.loseOneIn = one.spoilOneIn = 0;
        one.slips.clear();
    }
    changed();
}

void SpanEnd::addSlip(Way &hit, bool repeat, uint32_t count) {
    const auto repeats = static_cast<size_t>(std::count(hit.slips.begin(), hit.slips.end(), true));
    const size_t after = hit.depth + repeats - (hit.slips.size() - repeats); // never below 0: checked here
    if (!repeat && count > after) {
        throw std::invalid_argument(
            "both ends of this wire have one clock, so a frame can be lost only after one was repeated: " +
            std::to_string(after) + " can be lost now, not " + std::to_string(count));
    }
    if (repeat && after + count > kMaxStore) {
        throw std::invalid_argument("the elastic store holds " + std::to_string(kMaxStore) + " frames; " +
                                    std::to_string(kMaxStore - after) + " more can be repeated, not " +
                                    std::to_string(count));
    }
    hit.slips.insert(hit.slips.end(), count, repeat);
    hit.store.resize(kBearers * kMaxStore, board::kAlawSilence);
}

uint64_t SpanEnd::gap(const Fault &fault) {
    if (!fault.random) {
        return fault.everyBits;
    }
    // Geometric, by inversion: each bit is hit with the probability 1 / everyBits.
    const double uniform = (static_cast<double>(random_() >> 11) + 0.5) / 9007199254740992.0; // 2^53
    const double hit = 1.0 / fault.everyBits;
    return hit >= 1 ? 1 : 1 + static_cast<uint64_t>(std::log(uniform) / std::log1p(-hit));
}

void SpanEnd::startBitErrors(Way &hit, const Fault &fault) {
    hit.bits = fault;
    hit.bitErrors = true;
    hit.bitErrorsLeft = fault.bitErrors;
    hit.bitsToNext = fault.firstBit + (fault.random ? gap(fault) - 1 : 0);
}

void SpanEnd::errors(Direction direction, const SpanErrors &seen) {
    if (!connected_ || !seen.any()) {
        return;
    }
    if (direction == Direction::kSend) {
        owed.crcErrors += seen.crcErrors;
        owed.farEndErrors += seen.farEndErrors;
        owed.codeViolations += seen.codeViolations;
        owed.slips += seen.slips;
    } else {
        slipsToReport += count(seen);
    }
}

uint32_t SpanEnd::count(const SpanErrors &seen) {
    if (lineCondition() != 0) {
        return 0; // there is no frame in which errors could be seen
    }
    counters.crcErrors += seen.crcErrors;
    counters.farEndErrors += seen.farEndErrors;
    counters.codeViolations += seen.codeViolations;
    counters.slips += seen.slips;
    owed.farEndErrors += seen.crcErrors; // each block found wrong goes back as an E bit, ITU-T G.704 §2.3.3.4
    return seen.slips;
}

// --- frames -----------------------------------------------------------------------------------

SpanEnd::Fate SpanEnd::frameFate(Direction direction) {
    const Way &passed = way(direction);
    const auto one = [this](uint32_t in) { return in != 0 && random_() % in == 0; };
    if (passed.dchannelDead || one(passed.loseOneIn)) {
        return Fate::kVanishes;
    }
    return one(passed.spoilOneIn) ? Fate::kSpoilt : Fate::kGoes;
}

// --- sound ------------------------------------------------------------------------------------

void SpanEnd::shapeReceived(uint8_t *sound) {
    impair(Direction::kReceive, sound);
    const size_t octets = kBearers * blockSamples_;
    if (loopback_ == Loopback::kTowardsBox) {
        std::memcpy(sound, looped_.data(), octets);
    } else if (const uint8_t now = condition(); now != 0) {
        std::memset(sound, now == board::kAlarmAis ? kAisOctet : board::kAlawSilence, octets);
    }
}

void SpanEnd::shapeSent(uint8_t *sound, const uint8_t *received) {
    const size_t octets = kBearers * blockSamples_;
    if (loopback_ == Loopback::kTowardsLine) {
        std::memcpy(sound, received, octets);
    } else if (loopback_ == Loopback::kTowardsBox) {
        std::memcpy(looped_.data(), sound, octets);
    }
    impair(Direction::kSend, sound);
}

void SpanEnd::impair(Direction direction, uint8_t *sound) {
    Way &passed = way(direction);
    if (connected_ && passed.bitErrors) {
        SpanErrors seen;
        seen.crcErrors = turnBits(passed, sound);
        errors(direction, seen);
    }
    passed.samples += blockSamples_;
    if (passed.depth != 0 || !passed.slips.empty()) {
        passStore(passed, sound, direction);
    }
    changed(); // one of them may just have ended
}

uint32_t SpanEnd::turnBits(Way &passed, uint8_t *sound) {
    const Fault &fault = passed.bits;
    const size_t rows = fault.timeslot == 0 ? kBearers : 1;
    const size_t onlyRow = static_cast<size_t>(
        fault.timeslot < board::kDchannelTimeslot ? fault.timeslot - 1 : fault.timeslot - 2);
    const uint64_t bits = uint64_t{rows} * blockSamples_ * 8;
    uint32_t crcBlocks = 0;
    while (passed.bitErrors && passed.bitsToNext < bits) {
        const uint64_t octet = passed.bitsToNext / 8;
        const size_t sample = octet / rows;
        const size_t row = rows == 1 ? onlyRow : octet % rows;
        sound[row * blockSamples_ + sample] ^= static_cast<uint8_t>(0x80 >> (passed.bitsToNext % 8));
        ++passed.turned;
        const uint64_t crcBlock = (passed.samples + sample) / kSamplesPerCrcBlock;
        crcBlocks += crcBlock != passed.lastBadCrcBlock;
        passed.lastBadCrcBlock = crcBlock;
        passed.bitsToNext += gap(fault);
        passed.bitErrors = fault.bitErrors == 0 || --passed.bitErrorsLeft > 0;
    }
    passed.bitsToNext -= std::min(passed.bitsToNext, bits);
    return crcBlocks;
}

/// At most one slip in each block. The store holds, row by row, the octets that wait to be passed on.
void SpanEnd::passStore(Way &passed, uint8_t *sound, Direction direction) {
    const bool slip = connected_ && !passed.slips.empty();
    const bool repeat = slip && passed.slips.front();
    const size_t before = passed.depth;
    const size_t skipped = slip && !repeat ? 1 : 0;
    const size_t after = before + (repeat ? 1 : 0) - skipped;
    uint8_t stream[kMaxStore + board::kMaxBlockSamples + 1];
    for (size_t bearer = 0; bearer < kBearers; ++bearer) {
        uint8_t *row = sound + bearer * blockSamples_;
        uint8_t *waiting = passed.store.data() + bearer * kMaxStore;
        uint8_t *end = std::copy_n(waiting, before, stream);
        std::copy_n(row, blockSamples_, end);
        if (repeat) {
            std::memmove(stream + 1, stream, before + blockSamples_);
        }
        std::copy_n(stream + skipped, blockSamples_, row);
        std::copy_n(stream + skipped + blockSamples_, after, waiting);
    }
    passed.depth = after;
    if (slip) {
        passed.slips.pop_front();
        SpanErrors seen;
        seen.slips = 1;
        errors(direction, seen);
    }
}

} // namespace callbox::virtualboard
