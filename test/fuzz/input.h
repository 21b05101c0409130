// A fuzzer's input as a row of choices: reads as zeros when it has ended, so that any prefix is an input too.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace callbox::fuzz {

struct Input {
    const uint8_t *octets;
    size_t left;

    bool ended() const { return left == 0; }
    uint8_t next() {
        if (left == 0)
            return 0;
        --left;
        return *octets++;
    }
    /// 0 .. below - 1.
    uint8_t choice(int below) { return static_cast<uint8_t>(next() % below); }
    uint16_t word() {
        const int high = next();
        return static_cast<uint16_t>(high << 8 | next());
    }
    /// At most `most` octets, where they are; `count` says how many.
    const uint8_t *take(size_t most, size_t &count) {
        const uint8_t *taken = octets;
        count = std::min(most, left);
        octets += count;
        left -= count;
        return taken;
    }
};

} // namespace callbox::fuzz
