// Any sound on many channels at once, opened and closed at any time: digits begin and end in turn, on
// channels that are open, no longer and no more of them than fit into the time; and a bank made for any
// processor hears the same as one made for this one.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "dsp/dtmf_bank.h"
#include "sound_script.h"

using namespace callbox;

namespace {

constexpr size_t kChannels = 20; // more than one group of the screen
constexpr uint32_t kMinDigitMs = 20;

struct Channel {
    bool open = false, sounds = false;
    uint32_t openMs = 0, soundedMs = 0;
    uint32_t digits = 0;
};

struct Bank {
    dsp::DtmfBank bank;
    Channel channel[kChannels];
    std::vector<dsp::DtmfEvent> told;

    explicit Bank(dsp::Simd simd) : bank(kChannels, simd) {}
    void on(const dsp::DtmfEvent &event) {
        told.push_back(event);
        if (event.channel >= kChannels || std::memchr("0123456789ABCD*#", event.digit, 16) == nullptr)
            std::abort();
        Channel &on = channel[event.channel];
        if (!on.open || event.ended != on.sounds)
            std::abort();
        on.sounds = !event.ended;
        on.soundedMs += event.ended ? event.durationMs : 0;
        on.digits += event.ended;
    }
    void toggle(size_t which) {
        const auto hear = [this](const dsp::DtmfEvent &event) { on(event); };
        Channel &it = channel[which];
        if (it.open ? !bank.close(which, hear) : !bank.open(which))
            std::abort();
        if (it.sounds || it.soundedMs > it.openMs + 10 * it.digits || it.digits > it.openMs / kMinDigitMs)
            std::abort();
        it = Channel{!it.open, false, 0, 0, 0};
    }
    void process(const uint8_t *const *alaw, int samples, uint32_t ms) {
        for (Channel &it : channel)
            it.openMs += ms;
        bank.process(alaw, samples, [this](const dsp::DtmfEvent &event) { on(event); });
    }
};

bool same(const dsp::DtmfEvent &a, const dsp::DtmfEvent &b) {
    return a.channel == b.channel && a.digit == b.digit && a.ended == b.ended && a.durationMs == b.durationMs;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    fuzz::Input input{octets, count};
    uint8_t toggled[32] = {};
    for (uint8_t &which : toggled)
        which = input.next();
    const int block = 8 * (1 + input.choice(10));
    const std::vector<int16_t> sound = fuzz::SoundScript::read(input, 2);
    std::vector<uint8_t> alaw(sound.size() + 80 + kChannels * 8, dsp::kAlawSilenceOctet);
    dsp::linearToAlaw(sound.data(), alaw.data(), sound.size());
    Bank widest(dsp::widestSimd()), plain(dsp::Simd::kBaseline);
    for (size_t which = 0; which < kChannels; which += 2)
        widest.toggle(which), plain.toggle(which);
    size_t blocks = 0;
    for (size_t at = 0; at < sound.size(); at += static_cast<size_t>(block), ++blocks) {
        if (blocks % 16 == 0) {
            const size_t which = toggled[blocks / 16 % sizeof toggled] % kChannels;
            widest.toggle(which), plain.toggle(which);
        }
        const uint8_t *in[kChannels];
        for (size_t which = 0; which < kChannels; ++which)
            in[which] = &alaw[at + which * 8]; // each a little ahead of the one before
        widest.process(in, block, static_cast<uint32_t>(block / 8));
        plain.process(in, block, static_cast<uint32_t>(block / 8));
    }
    for (size_t which = 0; which < kChannels; ++which)
        if (widest.channel[which].open)
            widest.toggle(which), plain.toggle(which);
    if (!std::equal(widest.told.begin(), widest.told.end(), plain.told.begin(), plain.told.end(), same))
        std::abort();
    return 0;
}
