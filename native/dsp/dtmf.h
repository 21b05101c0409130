// The sixteen signals. ITU-T Q.23 §3.
#pragma once

namespace callbox::dsp {

constexpr double kDtmfLowHz[4] = {697, 770, 852, 941};
constexpr double kDtmfHighHz[4] = {1209, 1336, 1477, 1633};
constexpr char kDtmfDigits[] = "123A456B789C*0#D"; // row by row

/// Place in kDtmfDigits (row × 4 + column), -1 for anything else. Takes A-D, not a-d.
constexpr int dtmfIndex(char digit) {
    for (int i = 0; i < 16; ++i) {
        if (kDtmfDigits[i] == digit)
            return i;
    }
    return -1;
}

} // namespace callbox::dsp
