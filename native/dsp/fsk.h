// The two modems of caller ID: 1,200 bit/s, continuous phase. Bell 202 (Telcordia GR-30-CORE §2.3) and
// ITU-T V.23 (ETSI EN 300 659-1 §6.2): mark is 1, the lower frequency.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace callbox::dsp {

constexpr double kFskBaud = 1200;

/// One burst as it is sent; the defaults are those of Telcordia GR-30-CORE §2.3.1.
struct FskSignal {
    double markHz = 1200, spaceHz = 2200; // V.23: 1300, 2100
    double baud = kFskBaud;
    double markDbm0 = -13.5, spaceDbm0 = -13.5; // ETSI EN 300 659-1 §6.2: -13.5 dBm
    int seizureBits = 300;                      // alternating, space first; 0 = none (a telephone in a call)
    int markBits = 180;
    int stuffBits = 0; // marks after each octet's stop bit, 0 .. 20
    int tailBits = 10; // marks after the last octet
};

/// Appends the burst with these octets, each with a start bit, least significant bit first, and a stop
/// bit. 16-bit linear samples at 8 kHz.
void appendFsk(std::vector<int16_t> &to, const FskSignal &signal, const uint8_t *octets, size_t count);

/// What one burst carried.
struct FskBurst {
    static constexpr int kMaxOctets = 258; // type, length, 255 octets, checksum
    uint8_t octet[kMaxOctets];
    uint16_t count = 0;
    uint8_t framingErrors = 0; // octets without their stop bit
    bool cut = false;          // ended before as many octets had come as its own length says
    bool inverted = false;     // mark was the higher frequency
    float markHz = 0;          // measured in the mark before the first octet
    float levelDbm0 = 0;       // likewise
};

/// Hears bursts of either modem, mark on either frequency. A burst begins with kMinMarkBits of mark and
/// ends when it has as many octets as its second one says, or when the carrier goes. Its octets are not
/// judged here: a wrong checksum is the reader's business.
///
/// The signal is turned down by 1700 Hz, half-way between both pairs of frequencies, and the sign of the
/// remaining frequency is the bit. So level, twist and the modem's kind don't matter.
class FskReceiver {
  public:
    static constexpr int kMinMarkBits = 25;
    static constexpr int kMaxFramingErrors = 5;   // then it is no message
    static constexpr double kCarrierDbm0 = -42.0; // ETSI EN 300 659-1 §6.2: to be heard down to -36 dBV
    FskReceiver();
    /// Any number of samples. A burst that ended in them, or null; valid until the next call. At most one a
    /// call: give it 80 samples at a time.
    const FskBurst *process(const int16_t *samples, int count);
    /// Forgets what it heard.
    void reset();

  private:
    static constexpr int kTaps = 19;
    static constexpr int kSmooth = 5;
    static constexpr int kMarkSettles = 20; // samples until filters hold nothing but mark
    /// One of the two readings of the same signal.
    struct Reader {
        FskBurst burst;
        float last = 0;
        bool armed = false, reading = false;
        int bit = 0;        // of the octet: 0 start, 1-8 data, 9 stop
        uint32_t shift = 0; // data bits so far
        double due = 0;     // samples until the next bit's middle
        int markRun = 0;    // samples
        float markSum = 0;  // of what frequency() said in this run, from kMarkSettles on
    };
    float frequency(int16_t sample);
    bool read(Reader &reader, float value);
    bool bitCame(Reader &reader, bool mark);
    void markWent(Reader &reader);
    bool end(Reader &reader, bool cut);

    float re_[kTaps] = {}, im_[kTaps] = {}; // turned down, newest at at_
    int at_ = 0, turn_ = 0;
    float lastRe_ = 0, lastIm_ = 0;
    float smooth_[kSmooth] = {};
    int smoothAt_ = 0;
    float all_ = 0, band_ = 0; // mean powers
    bool carrier_ = false;
    int quiet_ = 0; // samples without carrier
    Reader reader_[2];
};

} // namespace callbox::dsp
