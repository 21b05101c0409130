#include "dsp/prbs.h"

namespace callbox::dsp {
namespace {

unsigned ones(uint8_t octet) { return static_cast<unsigned>(__builtin_popcount(octet)); }

/// On the line, before or after the register.
uint8_t inverted(Prbs sequence, uint8_t octet) {
    return sequence == Prbs::k2e15 ? static_cast<uint8_t>(~octet) : octet;
}

/// The next bit of the register, or in the low octet the next eight: no stage that feeds back is nearer
/// than 8.
uint32_t nextBits(Prbs sequence, uint32_t bits, int count) {
    return sequence == Prbs::k2e15 ? (bits >> (14 - count)) ^ (bits >> (15 - count))
                                   : (bits >> (9 - count)) ^ (bits >> (11 - count));
}

} // namespace

uint8_t PrbsGenerator::next() {
    const uint8_t octet = static_cast<uint8_t>(nextBits(sequence_, register_, 8));
    register_ = ((register_ << 8) | octet) & mask();
    return inverted(sequence_, octet);
}

void PrbsGenerator::fill(uint8_t *octets, size_t count) {
    for (size_t i = 0; i < count; ++i)
        octets[i] = next();
}

PrbsChecker::PrbsChecker(Prbs sequence) : sequence_(sequence), own_(sequence) {}

void PrbsChecker::hear(const uint8_t *octets, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        if (inSync_)
            compare(octets[i]);
        else
            hunt(octets[i]);
    }
}

void PrbsChecker::hunt(uint8_t octet) {
    const uint8_t came = inverted(sequence_, octet);
    for (int bit = 7; bit >= 0; --bit) {
        const uint32_t one = (came >> bit) & 1u;
        const bool right = (nextBits(sequence_, heard_, 1) & 1u) == one;
        heard_ = ((heard_ << 1) | one) & own_.mask();
        // A register of noughts foretells noughts for ever, but is no place in the sequence.
        foretold_ = right && heard_ != 0 ? foretold_ + 1 : 0;
    }
    if (foretold_ < kLockBits)
        return;
    own_.setRegister(heard_);
    inSync_ = true;
    foretold_ = 0;
    inWindow_ = oldest_ = windowErrors_ = 0;
}

void PrbsChecker::compare(uint8_t octet) {
    const unsigned wrong = ones(static_cast<uint8_t>(octet ^ own_.next()));
    bits_ += 8;
    errors_ += wrong;
    const size_t place = (oldest_ + inWindow_) % kWindowOctets;
    if (inWindow_ == kWindowOctets) {
        windowErrors_ -= window_[oldest_];
        oldest_ = (oldest_ + 1) % kWindowOctets;
    } else {
        ++inWindow_;
    }
    window_[place] = static_cast<uint8_t>(wrong);
    windowErrors_ += wrong;
    if (windowErrors_ > kLossErrors)
        loseSync();
}

void PrbsChecker::loseSync() {
    bits_ -= inWindow_ * 8;
    errors_ -= windowErrors_;
    ++lossesOfSync_;
    inSync_ = false;
    heard_ = 0;
}

} // namespace callbox::dsp
