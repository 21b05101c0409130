#include "dahdi/gain_table.h"

#include <cmath>
#include <cstdlib>

namespace callbox::dahdi {

namespace {

/// ITU-T G.711 Table 1a, in units of 1/4096 of the full scale times two (so that all are whole numbers).
int linear(uint8_t alaw) {
    const int octet = alaw ^ 0x55; // even bits are inverted on the line
    const int segment = (octet >> 4) & 7;
    const int step = 2 * (octet & 15) + 1;
    const int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
    return (octet & 0x80) != 0 ? magnitude : -magnitude; // bit 1 set: positive
}

uint8_t nearest(double wanted) {
    int best = 0;
    for (int octet = 1; octet < 256; octet++) {
        if (std::abs(linear(static_cast<uint8_t>(octet)) - wanted) <
            std::abs(linear(static_cast<uint8_t>(best)) - wanted))
            best = octet;
    }
    return static_cast<uint8_t>(best);
}

} // namespace

std::array<uint8_t, 256> gainTable(double db) {
    const double factor = std::pow(10.0, db / 20.0);
    std::array<uint8_t, 256> table{};
    for (int octet = 0; octet < 256; octet++)
        table[static_cast<size_t>(octet)] = nearest(linear(static_cast<uint8_t>(octet)) * factor);
    return table;
}

} // namespace callbox::dahdi
