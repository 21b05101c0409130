// Pseudo-random bit sequences for measuring bit errors on a 64 kbit/s channel. ITU-T O.150 §5.2, §5.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

enum class Prbs : uint8_t {
    k2e11, // 2^11 - 1: stages 9 and 11 fed back (O.150 §5.2)
    k2e15  // 2^15 - 1: stages 14 and 15 fed back, sent inverted (O.150 §5.3)
};

/// Octets in the order of transmission: the most significant bit first (ITU-T G.704).
class PrbsGenerator {
  public:
    explicit PrbsGenerator(Prbs sequence) : sequence_(sequence) {}
    uint8_t next();
    void fill(uint8_t *octets, size_t count);
    /// The last bits that were sent, the newest lowest, not inverted; any number but 0.
    void setRegister(uint32_t bits) { register_ = bits & mask(); }
    uint32_t mask() const { return sequence_ == Prbs::k2e15 ? 0x7FFF : 0x7FF; }

  private:
    const Prbs sequence_;
    uint32_t register_ = 1;
};

/// Compares what comes with a sequence of its own that only starts from what comes: so an error is counted
/// once, where a receiver that always shifts in what it hears would count it three times.
///
/// In sync after kLockBits bits came as foretold. Sync is lost when a fifth of the last kWindowBits were
/// wrong (the error ratio of 0.2 of ITU-T O.151): those bits were no bit errors but a slip or another
/// signal, and are taken out of the count, right ones and wrong ones. Bits are counted only in sync.
class PrbsChecker {
  public:
    static constexpr int kLockBits = 64;
    static constexpr size_t kWindowOctets = 128;
    static constexpr size_t kWindowBits = kWindowOctets * 8;
    static constexpr unsigned kLossErrors = kWindowBits / 5;

    explicit PrbsChecker(Prbs sequence);
    void hear(const uint8_t *octets, size_t count);

    bool inSync() const { return inSync_; }
    uint64_t bits() const { return bits_; }
    uint64_t errors() const { return errors_; }
    uint64_t lossesOfSync() const { return lossesOfSync_; }

  private:
    void hunt(uint8_t octet);
    void compare(uint8_t octet);
    void loseSync();

    const Prbs sequence_;
    PrbsGenerator own_;
    uint32_t heard_ = 0; // the last bits that came, the newest lowest, not inverted
    int foretold_ = 0;   // how many in a row came as those before them foretold
    bool inSync_ = false;
    uint64_t bits_ = 0, errors_ = 0, lossesOfSync_ = 0;
    std::array<uint8_t, kWindowOctets> window_{}; // wrong bits of each octet since sync
    size_t inWindow_ = 0, oldest_ = 0;
    unsigned windowErrors_ = 0;
};

} // namespace callbox::dsp
