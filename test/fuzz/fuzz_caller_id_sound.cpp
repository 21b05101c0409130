// Any sound on a line on the hook, through both receivers of caller ID and what makes sense of their
// findings.
#include <cstdlib>
#include <cstring>

#include "analog/caller_id_line.h"
#include "dsp/caller_id_ear.h"
#include "sound_script.h"

using namespace callbox;

namespace {

constexpr int kMinDigitMs = 20;              // QuietLineDtmf: one that is heard lasts longer, with its pause
constexpr int kMinBurstSamples = 25 * 8 / 2; // FskReceiver::kMinMarkBits, at half the least they last

struct Line {
    analog::CallerIdLine ids{analog::DtmfCodes{}};
    int64_t nowUs = 0;
    size_t came = 0;

    void check(const std::optional<analog::CallerId> &id) {
        if (!id)
            return;
        ++came;
        if (id->number.size() > analog::kMaxCallerDigits || id->name.size() > analog::kMaxCallerName)
            std::abort();
        if (!id->number.empty() && id->shown != analog::NumberShown::kAllowed)
            std::abort(); // withheld
    }
    void burst(const dsp::FskBurst &burst) {
        if (burst.count > dsp::FskBurst::kMaxOctets)
            std::abort();
        check(ids.burst(burst, nowUs));
    }
    void digit(char digit) {
        if (digit == 0 || std::strchr("0123456789ABCD*#", digit) == nullptr)
            std::abort();
        check(ids.digit(digit, nowUs));
    }
    void block(int samples) {
        nowUs += samples * 125;
        check(ids.elapse(static_cast<uint32_t>(samples / 8), nowUs));
        if (ids.spills().size() > analog::kSpillsKept)
            std::abort();
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    fuzz::Input input{octets, count};
    const int block = 1 + input.choice(80);
    const uint8_t ringsAt = input.next(); // in 100 ms
    const std::vector<int16_t> sound = fuzz::SoundScript::read(input, 6);
    dsp::CallerIdEar ear;
    Line line;
    size_t digits = 0, bursts = 0;
    for (size_t at = 0; at < sound.size(); at += static_cast<size_t>(block)) {
        const int samples = static_cast<int>(std::min(static_cast<size_t>(block), sound.size() - at));
        char heard[dsp::QuietLineDtmf::kMaxDigits];
        int heardCount = 0;
        const dsp::FskBurst *burst = ear.process(&sound[at], samples, heard, heardCount);
        if (heardCount < 0 || heardCount > dsp::QuietLineDtmf::kMaxDigits)
            std::abort();
        line.block(samples);
        for (int n = 0; n < heardCount; ++n)
            line.digit(heard[n]);
        if (burst != nullptr)
            line.burst(*burst);
        digits += static_cast<size_t>(heardCount);
        bursts += burst != nullptr;
        if (at / 800 == ringsAt)
            line.check(line.ids.ringBegan());
    }
    line.ids.ringEnded(input.choice(2) == 1);
    // What a line can carry in that time, and no more.
    if (digits > sound.size() / (kMinDigitMs * 8) + 1 || bursts > sound.size() / kMinBurstSamples + 1)
        std::abort();
    return 0;
}
