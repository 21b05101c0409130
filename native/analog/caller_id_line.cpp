#include "analog/caller_id_line.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace callbox::analog {

CallerIdSpill sentSpill(const CallerId &from, CallerIdSending way, const DtmfCodes &codes, int64_t nowUs) {
    CallerIdSpill spill;
    spill.atUs = nowUs;
    if (way == CallerIdSending::kNone)
        return spill;
    if (way == CallerIdSending::kDtmf) {
        const std::string digits = writeDtmfDigits(from, codes);
        spill.way = CallerIdWay::kDtmf;
        spill.octets.assign(digits.begin(), digits.end());
        spill.levelDbm0 = kSentDtmfDbm0 + 10 * std::log10(2.0); // both tones together
        spill.beforeRing = true;
        spill.read = readDtmfDigits(digits, codes);
        return spill;
    }
    spill.way = CallerIdWay::kFsk;
    spill.octets = writeFskMessage(from);
    spill.levelDbm0 = dsp::FskSignal().markDbm0;
    spill.markHz = way == CallerIdSending::kFskV23 ? kV23MarkHz : dsp::FskSignal().markHz;
    spill.read = readFskMessage(spill.octets.data(), spill.octets.size(), false);
    return spill;
}

std::optional<CallerId> CallerIdLine::burst(const dsp::FskBurst &burst, int64_t nowUs) {
    CallerIdSpill spill;
    spill.way = CallerIdWay::kFsk;
    spill.octets.assign(burst.octet, burst.octet + burst.count);
    spill.cut = burst.cut;
    spill.inverted = burst.inverted;
    spill.framingErrors = burst.framingErrors;
    spill.levelDbm0 = static_cast<double>(burst.levelDbm0);
    spill.markHz = static_cast<double>(burst.markHz);
    spill.read = readFskMessage(burst.octet, burst.count, burst.cut);
    spill.atUs = nowUs;
    return came(std::move(spill));
}

std::optional<CallerId> CallerIdLine::digit(char digit, int64_t nowUs, double levelDbm0) {
    if (digits_.empty())
        digitsDbm0_ = 0;
    if (digits_.size() == kMaxLineDigits) // no caller ID is so long: the rest is not kept
        digits_.pop_back();
    else
        digitsDbm0_ += levelDbm0;
    digits_ += digit;
    sinceDigitMs_ = 0;
    return dtmfIsComplete(digits_, codes_) ? endDigits(nowUs) : std::nullopt;
}

std::optional<CallerId> CallerIdLine::elapse(uint32_t ms, int64_t nowUs) {
    if (held_ && (heldMs_ += std::min(ms, kIdKeepsMs)) >= kIdKeepsMs)
        held_.reset();
    if (digits_.empty())
        return std::nullopt;
    sinceDigitMs_ += std::min(ms, kDigitsApartMs);
    return sinceDigitMs_ >= kDigitsApartMs ? endDigits(nowUs) : std::nullopt;
}

std::optional<CallerId> CallerIdLine::endDigits(int64_t nowUs) {
    if (digits_.size() < kMinLineDigits && !dtmfIsComplete(digits_, codes_)) {
        digits_.clear();
        return std::nullopt;
    }
    CallerIdSpill spill;
    spill.way = CallerIdWay::kDtmf;
    spill.octets.assign(digits_.begin(), digits_.end());
    spill.read = readDtmfDigits(digits_, codes_);
    spill.cut = spill.read.problem == CallerIdProblem::kCut;
    spill.levelDbm0 = digitsDbm0_ / static_cast<double>(digits_.size());
    spill.atUs = nowUs;
    digits_.clear();
    return came(std::move(spill));
}

std::optional<CallerId> CallerIdLine::came(CallerIdSpill &&spill) {
    const CallerId id = spill.read;
    spill.beforeRing = !ringing_;
    keep(std::move(spill));
    switch (id.problem) {
    case CallerIdProblem::kNone:
        ++(id.way == CallerIdWay::kFsk ? counters_.fsk : counters_.dtmf);
        break;
    case CallerIdProblem::kBadChecksum:
        ++counters_.badChecksum;
        break;
    case CallerIdProblem::kCut:
        ++counters_.cut;
        break;
    case CallerIdProblem::kNotACall:
        return std::nullopt; // what it says is not about a call
    default:
        ++counters_.garbled;
        break;
    }
    way_ = id.problem == CallerIdProblem::kNone || way_ == CallerIdWay::kNone ? id.way : way_;
    if (!ringing_) {
        if (!held_ || held_->problem != CallerIdProblem::kNone) {
            held_ = id;
            heldMs_ = 0;
        }
        return std::nullopt;
    }
    if (hasId_)
        return std::nullopt;
    hasId_ = id.problem == CallerIdProblem::kNone;
    return id;
}

void CallerIdLine::keep(CallerIdSpill &&spill) {
    spills_.push_back(std::move(spill));
    if (spills_.size() > kSpillsKept)
        spills_.pop_front();
}

std::optional<CallerId> CallerIdLine::ringBegan() {
    ringing_ = true;
    std::optional<CallerId> id = std::exchange(held_, std::nullopt);
    way_ = id ? id->way : CallerIdWay::kNone;
    hasId_ = id && id->problem == CallerIdProblem::kNone;
    return id;
}

void CallerIdLine::ringEnded(bool secondRing, int64_t nowUs) {
    if (!ringing_)
        return;
    ringing_ = false;
    digits_.clear();
    if (way_ == CallerIdWay::kNone) {
        CallerIdSpill nothing;
        nothing.rangTwice = secondRing;
        nothing.atUs = nowUs;
        keep(std::move(nothing));
    }
    if (way_ != CallerIdWay::kNone)
        learn(way_ == CallerIdWay::kFsk ? Learnt::kFsk : Learnt::kDtmf);
    else if (secondRing)
        learn(Learnt::kNothing);
    way_ = CallerIdWay::kNone;
}

void CallerIdLine::learn(Learnt result) {
    equal_ = result == last_ ? static_cast<uint8_t>(std::min(equal_ + 1, 255)) : uint8_t{1};
    last_ = result;
    if (equal_ >= kEqualToLearn)
        learnt_ = result;
}

CallerIdWay CallerIdLine::learntWay() const {
    return learnt_ == Learnt::kFsk    ? CallerIdWay::kFsk
           : learnt_ == Learnt::kDtmf ? CallerIdWay::kDtmf
                                      : CallerIdWay::kNone;
}

} // namespace callbox::analog
