// The table. Goals of the requirement "DTMF through A-law"; the rows after "beyond" combine its conditions
// as real lines do.
#include "dsp/dtmf_cells.h"

namespace callbox::dsp::testing {
namespace {

constexpr Range k40{40, 40}, kMost{0.015, 0.015};

/// White noise so far below two tones of `toneDbm0`.
double under(double toneDbm0, double snrDb) { return toneDbm0 + 3.0103 - snrDb; }

Cell with(Cell cell, const char *name, void (*change)(Cell &)) {
    cell.name = name;
    change(cell);
    return cell;
}

std::vector<Cell> makeCells() {
    const Cell plain{"50/50 ms, -12 dBm0"};
    Cell fast = plain;
    fast.onMs = fast.offMs = k40;
    Cell everything = plain;
    everything.onMs = everything.offMs = {50, 70};
    everything.lowDbm0 = {-22, -6};
    everything.highOverLowDb = {-4, 6};
    everything.offShare = {0, 0.015};
    Cell worst = fast;
    worst.offShare = kMost;
    worst.offHz = 2;
    return {
        plain,
        with(fast, "40/40 ms", [](Cell &) {}),
        with(plain, "SNR 12 dB", [](Cell &c) { c.noiseDbm0 = under(-12, 12); }),
        with(fast, "40/40 ms, SNR 12 dB", [](Cell &c) { c.noiseDbm0 = under(-12, 12); }),
        with(plain, "0 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {0, 0};
             }),
        with(plain, "-6 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-6, -6};
             }),
        with(plain, "-24 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-24, -24};
             }),
        with(plain, "-30 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-30, -30};
             }),
        with(plain, "-36 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-36, -36};
             }),
        with(plain, "1.5 % and 2 Hz", [](Cell &c) { c.offShare = kMost, c.offHz = 2; }),
        with(plain, "low 8 dB over high",
             [](Cell &c) {
                 c.highOverLowDb = {-8, -8};
             }),
        with(plain, "high 6 dB over low",
             [](Cell &c) {
                 c.highOverLowDb = {6, 6};
             }),
        with(plain, "over 450 Hz at -10 dBm0", [](Cell &c) { c.dialHz = {450}; }),
        with(plain, "dropout 10 ms in 50", [](Cell &c) { c.dropoutMs = 10, c.fault = Fault::kDoubled; }),
        with(plain, "dropout 10 ms in 100",
             [](Cell &c) {
                 c.dropoutMs = 10, c.onMs = {100, 100}, c.fault = Fault::kDoubled;
             }),
        with(plain, "10 ms",
             [](Cell &c) {
                 c.onMs = {10, 10}, c.fault = Fault::kAccepted;
             }),
        with(plain, "20 ms",
             [](Cell &c) {
                 c.onMs = {20, 20}, c.fault = Fault::kAccepted;
             }),
        with(plain, "23 ms",
             [](Cell &c) {
                 c.onMs = {23, 23}, c.fault = Fault::kAccepted, c.goal = 0.01;
             }),
        with(plain, "3.5 % off, both",
             [](Cell &c) {
                 c.offShare = {0.035, 0.035}, c.fault = Fault::kAccepted;
             }),
        with(plain, "3.5 % off, one of the two",
             [](Cell &c) {
                 c.offShare = {0.035, 0.035}, c.onlyOneOff = true, c.fault = Fault::kAccepted;
             }),
        with(plain, "-50 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-50, -50}, c.fault = Fault::kAccepted;
             }),
        with(everything, "everything at once, 20 dB",
             [](Cell &c) { c.noiseDbm0 = under(-15.5, 20), c.goal = 0.005; }),
        with(everything, "everything at once, 15 dB",
             [](Cell &c) { c.noiseDbm0 = under(-15.5, 15), c.goal = 0.04; }),
        // beyond
        with(worst, "40/40, 1.5 % and 2 Hz", [](Cell &) {}),
        with(worst, "40/40, 1.5 % and 2 Hz, 0 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {0, 0};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, -36 dBm0",
             [](Cell &c) {
                 c.lowDbm0 = {-36, -36};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, -36 dBm0, low 8 dB over",
             [](Cell &c) {
                 c.lowDbm0 = {-36, -36}, c.highOverLowDb = {-8, -8};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, -36 dBm0, high 6 dB over",
             [](Cell &c) {
                 c.lowDbm0 = {-36, -36}, c.highOverLowDb = {6, 6};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, 0 dBm0, low 8 dB over",
             [](Cell &c) {
                 c.lowDbm0 = {0, 0}, c.highOverLowDb = {-8, -8};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, -6 dBm0, high 6 dB over",
             [](Cell &c) {
                 c.lowDbm0 = {-6, -6}, c.highOverLowDb = {6, 6};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, SNR 12 dB", [](Cell &c) { c.noiseDbm0 = under(-12, 12); }),
        with(worst, "40/40, 1.5 % and 2 Hz, SNR 12 dB, low 8 dB over",
             [](Cell &c) {
                 c.noiseDbm0 = under(-12, 12) - 2, c.highOverLowDb = {-8, -8}, c.goal = 0.002;
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, over 450 Hz", [](Cell &c) { c.dialHz = {450}; }),
        with(fast, "40/40 over 425 Hz", [](Cell &c) { c.dialHz = {425}; }),
        with(fast, "40/40 over 350 + 440 Hz",
             [](Cell &c) {
                 c.dialHz = {350, 440};
             }),
        with(plain, "over 450 Hz, a digit at once",
             [](Cell &c) {
                 c.dialHz = {450}, c.leadMs = {0, 60};
             }),
        with(plain, "a digit at once",
             [](Cell &c) {
                 c.leadMs = {0, 20};
             }),
        with(plain, "over 450 Hz, low 8 dB over high",
             [](Cell &c) {
                 c.dialHz = {450}, c.highOverLowDb = {-8, -8};
             }),
        with(plain, "over 450 Hz, SNR 20 dB",
             [](Cell &c) { c.dialHz = {450}, c.noiseDbm0 = under(-12, 20); }),
        with(plain, "over 450 Hz at -10 dBm0, digits at -18",
             [](Cell &c) {
                 c.dialHz = {450}, c.lowDbm0 = {-18, -18};
             }),
        with(plain, "DC of 1,000", [](Cell &c) { c.dcOffset = 1000; }),
        with(plain, "DC of 500 under -30 dBm0",
             [](Cell &c) {
                 c.dcOffset = 500, c.lowDbm0 = {-30, -30};
             }),
        with(worst, "40/40, 1.5 % and 2 Hz, through mu-law", [](Cell &c) { c.muLaw = true; }),
        with(fast, "no pause between keys",
             [](Cell &c) {
                 c.onMs = {50, 80}, c.offMs = {0, 0}, c.otherKeys = true;
             }),
        with(fast, "40/40, same keys too", [](Cell &c) { c.otherKeys = false; }),
        with(plain, "echo of a prompt at -32 dBm0", [](Cell &c) { c.echoDbm0 = -32; }),
        with(fast, "40/40, blocks of 1 to 80", [](Cell &c) { c.blockSamples = 0; }),
        with(fast, "40/40, blocks of 8", [](Cell &c) { c.blockSamples = 8; }),
        with(plain, "dropout 10 ms in 50, heard at all", [](Cell &c) { c.dropoutMs = 10, c.goal = 1; }),
        with(plain, "dropout 10 ms in 80, heard at all",
             [](Cell &c) {
                 c.dropoutMs = 10, c.onMs = {80, 80}, c.goal = 1;
             }),
        with(plain, "20 ms at 0 dBm0",
             [](Cell &c) {
                 c.onMs = {20, 20}, c.lowDbm0 = {0, 0}, c.fault = Fault::kAccepted;
             }),
        with(plain, "20 ms at -30 dBm0",
             [](Cell &c) {
                 c.onMs = {20, 20}, c.lowDbm0 = {-30, -30}, c.fault = Fault::kAccepted;
             }),
        with(plain, "20 ms, SNR 15 dB",
             [](Cell &c) {
                 c.onMs = {20, 20}, c.noiseDbm0 = under(-12, 15), c.fault = Fault::kAccepted;
             }),
        with(plain, "20 ms over 450 Hz",
             [](Cell &c) {
                 c.onMs = {20, 20}, c.dialHz = {450}, c.fault = Fault::kAccepted;
             }),
        with(plain, "23 ms, high 6 dB over low",
             [](Cell &c) {
                 c.onMs = {23, 23}, c.highOverLowDb = {6, 6}, c.fault = Fault::kAccepted, c.goal = 0.01;
             }),
        with(plain, "3.5 % off, 40 ms",
             [](Cell &c) {
                 c.onMs = k40, c.offShare = {0.035, 0.035}, c.fault = Fault::kAccepted;
             }),
        with(plain, "3.5 % off, SNR 20 dB",
             [](Cell &c) {
                 c.offShare = {0.035, 0.035}, c.noiseDbm0 = under(-12, 20), c.fault = Fault::kAccepted;
             }),
        with(plain, "-50 dBm0, high 6 dB over",
             [](Cell &c) {
                 c.lowDbm0 = {-50, -50}, c.highOverLowDb = {6, 6}, c.fault = Fault::kAccepted;
             }),
    };
}

} // namespace

const std::vector<Cell> &dtmfCells() {
    static const std::vector<Cell> cells = makeCells();
    return cells;
}

} // namespace callbox::dsp::testing
