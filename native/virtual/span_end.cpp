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

/// As errors of all bearers, by chance, without end.
Fault halfOpen(Fault fault) {
    fault.timeslot = 0;
    fault.firstBit = fault.bitErrors = 0;
    fault.random = true;
    return fault;
}

} // namespace

SpanEnd::SpanEnd(size_t blockSamples, uint64_t seed, const board::SpanLine &line)
    : blockSamples_(blockSamples), random_(seed), line_(line),
      looped_(kBearers * blockSamples, board::kAlawSilence) {}

// --- alarms -----------------------------------------------------------------------------------

uint8_t SpanEnd::lineCondition() const {
    if (!connected_ || swapped_) {
        return board::kAlarmLos;
    }
    const uint8_t heard = worst(way(Direction::kReceive).condition | heard_);
    return heard == 0 && multiframeMissing() ? uint8_t{board::kAlarmLof} : heard;
}

/// ITU-T G.706 §4.2: a basic frame without its multiframe is taken for a false one and looked for anew,
/// without end where the far end sends none. Cards show loss of (multi)frame for that and send RAI once 400
/// ms have passed (the Digium TE4xx: dahdi-linux wct4xxp, "Lost crc4-multiframe alignment"); the far end,
/// which looks for no multiframe, shows that RAI alone. Here those 400 ms have always passed already.
bool SpanEnd::multiframeMissing() const { return line_.crc4 && lineTold_ && !heardLine_.crc4; }

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
    const uint8_t crossed = swapped_ ? board::kAlarmLos : 0;
    const bool rai = lineCondition() != 0 || sent.rai;
    return static_cast<uint8_t>(worst(sent.condition | looped | crossed) | (rai ? board::kAlarmRai : 0));
}

void SpanEnd::changed() {
    const uint8_t now = condition();
    const bool rai = (alarms() & board::kAlarmRai) != 0;
    const bool idle = status().signalling == board::SpanStatus::Octets::kIdle;
    counters.lossOfSignal += now == board::kAlarmLos && lastCondition_ != board::kAlarmLos;
    counters.lossOfFrame += now == board::kAlarmLof && lastCondition_ != board::kAlarmLof;
    counters.alarmIndications += now == board::kAlarmAis && lastCondition_ != board::kAlarmAis;
    counters.remoteAlarms += rai && !lastRai_;
    counters.framesAborted += idle && !lastIdle_; // the first seven ones behind a flag
    lastCondition_ = now;
    lastRai_ = rai;
    lastIdle_ = idle;
    shapesSound_ = now != 0 || loopback_ != Loopback::kOff || offPpb() != 0;
    for (const Way &one : ways_) {
        shapesSound_ = shapesSound_ || one.bits.on || one.contact.on || one.depth != 0 || !one.slips.empty();
    }
}

void SpanEnd::setConnected(bool connected) {
    connected_ = connected;
    heard_ = 0;
    heardLine_ = {};
    lineTold_ = false;
    changed();
}

// --- framing and clock --------------------------------------------------------------------------

void SpanEnd::setLine(const board::SpanLine &line) {
    line_ = line;
    changed();
}

void SpanEnd::setHeardLine(const LineUp &line) {
    heardLine_ = line;
    lineTold_ = true;
    changed();
}

LineUp SpanEnd::toSayLine() const {
    LineUp line;
    line.crc4 = line_.crc4;
    line.locked = locked_;
    line.idle = way(Direction::kSend).notOpen && way(Direction::kSend).idle;
    line.ppb = clockPpb_ + way(Direction::kSend).driftPpb;
    return line;
}

void SpanEnd::setClock(int32_t ppb, bool locked, bool fromHere) {
    clockPpb_ = ppb;
    locked_ = locked;
    clockFromHere_ = fromHere;
    changed();
}

int32_t SpanEnd::offPpb() const {
    const bool hasClock = lineTold_ && loopback_ == Loopback::kOff && condition() == 0;
    return hasClock ? receivedPpb() - clockPpb_ : 0;
}

board::SpanStatus SpanEnd::status() const {
    using Status = board::SpanStatus;
    Status now;
    if (condition() == 0) {
        const Way &received = way(Direction::kReceive);
        const bool idle = received.notOpen ? received.idle : heardLine_.idle;
        now.signalling = idle ? Status::Octets::kIdle : Status::Octets::kFlags;
    }
    now.multiframe = !line_.crc4                            ? Status::Multiframe::kOff
                     : multiframeMissing()                  ? Status::Multiframe::kMissing
                     : (lineCondition() & kNotHearing) == 0 ? Status::Multiframe::kFound
                                                            : Status::Multiframe::kUnknown;
    now.clock = clockFromHere_ ? Status::Gives::kYes : Status::Gives::kNo;
    return now;
}

/// The elastic store runs full or empty by one frame every 1 / (off * 8000) seconds (ITU-T G.822). This wire
/// has one clock for both ends, so what was repeated once is lost the next time: as many slips, and no
/// growing delay.
void SpanEnd::slipByClock() {
    constexpr uint64_t kSlip = 1'000'000'000;
    const int32_t off = offPpb();
    behind_ += blockSamples_ * static_cast<uint64_t>(off < 0 ? -int64_t{off} : off);
    if (behind_ < kSlip) {
        return;
    }
    behind_ -= kSlip;
    Way &received = way(Direction::kReceive);
    const auto repeats = static_cast<size_t>(std::count(received.slips.begin(), received.slips.end(), true));
    const size_t after = received.depth + repeats - (received.slips.size() - repeats);
    addSlip(received, after == 0, 1);
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
        startBitErrors(hit.bits, fault);
        break;
    case Kind::kHalfOpen:
        startBitErrors(hit.contact, halfOpen(fault));
        break;
    case Kind::kWiresSwapped:
        swapped_ = true;
        break;
    case Kind::kClockDrift:
        hit.driftPpb = fault.ppm * 1'000;
        break;
    case Kind::kDchannelRefused:
        hit.refused = true;
        break;
    case Kind::kDchannelNotOpen:
        hit.notOpen = true;
        hit.idle = fault.idle;
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
    hit.bits.on = hit.bits.on && kind != Kind::kBitErrors;
    hit.contact.on = hit.contact.on && kind != Kind::kHalfOpen;
    hit.driftPpb = kind == Kind::kClockDrift ? 0 : hit.driftPpb;
    hit.refused = hit.refused && kind != Kind::kDchannelRefused;
    hit.notOpen = hit.notOpen && kind != Kind::kDchannelNotOpen;
    swapped_ = swapped_ && kind != Kind::kWiresSwapped;
    if (kind == Kind::kFrameRepeated || kind == Kind::kFrameLost) {
        hit.slips.clear(); // both: what is to be lost may be what was to be repeated
    }
    changed();
}

void SpanEnd::clearAll() {
    for (Way &one : ways_) { // what the elastic store holds stays: it is a delay by now, no fault
        one.condition = 0;
        one.rai = one.dchannelDead = one.refused = one.notOpen = false;
        one.bits.on = one.contact.on = false;
        one.loseOneIn = one.spoilOneIn = 0;
        one.driftPpb = 0;
        one.slips.clear();
    }
    swapped_ = false;
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

void SpanEnd::startBitErrors(BitErrors &bits, const Fault &fault) {
    bits.fault = fault;
    bits.on = true;
    bits.left = fault.bitErrors;
    bits.bitsToNext = fault.firstBit + (fault.random ? gap(fault) - 1 : 0);
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
    counters.codeViolations += seen.codeViolations;
    counters.slips += seen.slips;
    if (line_.crc4) { // else the bits of the CRC and the E bits are national use, and nobody reads them
        counters.crcErrors += seen.crcErrors;
        counters.farEndErrors += seen.farEndErrors;
        owed.farEndErrors += seen.crcErrors; // each wrong block goes back as an E bit, ITU-T G.704 §2.3.3.4
    }
    return seen.slips;
}

// --- frames -----------------------------------------------------------------------------------

SpanEnd::Fate SpanEnd::frameFate(Direction direction, size_t octets) {
    const Way &passed = way(direction);
    const auto one = [this](uint32_t in) { return in != 0 && random_() % in == 0; };
    if (passed.dchannelDead || notOpen() || one(passed.loseOneIn)) {
        return Fate::kVanishes;
    }
    const bool hit = passed.contact.on && gap(passed.contact.fault) <= octets * 8;
    return hit || one(passed.spoilOneIn) ? Fate::kSpoilt : Fate::kGoes;
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
    if (connected_ && (passed.bits.on || passed.contact.on)) {
        SpanErrors seen;
        const Turned here = turnBits(passed, passed.bits, sound);
        const Turned contact = turnBits(passed, passed.contact, sound);
        seen.crcErrors = here.crcBlocks + contact.crcBlocks;
        seen.codeViolations = contact.bits;
        passed.turned += here.bits;
        errors(direction, seen);
    }
    if (direction == Direction::kReceive) {
        slipByClock();
    }
    passed.samples += blockSamples_;
    if (passed.depth != 0 || !passed.slips.empty()) {
        passStore(passed, sound, direction);
    }
    changed(); // one of them may just have ended
}

SpanEnd::Turned SpanEnd::turnBits(Way &passed, BitErrors &errors, uint8_t *sound) {
    const Fault &fault = errors.fault;
    Turned turned;
    const size_t rows = fault.timeslot == 0 ? kBearers : 1;
    const size_t onlyRow = static_cast<size_t>(
        fault.timeslot < board::kDchannelTimeslot ? fault.timeslot - 1 : fault.timeslot - 2);
    const uint64_t bits = uint64_t{rows} * blockSamples_ * 8;
    while (errors.on && errors.bitsToNext < bits) {
        const uint64_t octet = errors.bitsToNext / 8;
        const size_t sample = octet / rows;
        const size_t row = rows == 1 ? onlyRow : octet % rows;
        sound[row * blockSamples_ + sample] ^= static_cast<uint8_t>(0x80 >> (errors.bitsToNext % 8));
        ++turned.bits;
        const uint64_t crcBlock = (passed.samples + sample) / kSamplesPerCrcBlock;
        turned.crcBlocks += crcBlock != passed.lastBadCrcBlock;
        passed.lastBadCrcBlock = crcBlock;
        errors.bitsToNext += gap(fault);
        errors.on = fault.bitErrors == 0 || --errors.left > 0;
    }
    errors.bitsToNext -= std::min(errors.bitsToNext, bits);
    return turned;
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
