// Gain of an A-law channel as a table of 256 octets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

constexpr double kMaxGainDb = 24;

/// Plain value. 0 dB is the identity, bit for bit.
class GainTable {
  public:
    /// dB, clamped to -24 .. +24; not a number counts as 0. Saturates at A-law's largest value; the two
    /// values of silence (0x55, 0xD5) stay what they are.
    explicit GainTable(double db = 0);
    double db() const { return db_; }
    bool isUnity() const { return db_ == 0; }
    uint8_t operator[](uint8_t octet) const { return table_[octet]; }
    void apply(const uint8_t *from, uint8_t *to, size_t octets) const;

  private:
    double db_;
    std::array<uint8_t, 256> table_;
};

} // namespace callbox::dsp
