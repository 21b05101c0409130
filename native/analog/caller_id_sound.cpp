#include "analog/caller_id.h"
#include "dsp/dtmf_generator.h"
#include "dsp/fsk.h"

namespace callbox::analog {
namespace {

constexpr uint32_t kDtmfMs = 70; // ETSI EN 300 659-1 annex B: 70 ± 5 ms, pauses the same

std::vector<int16_t> dtmfSound(const std::string &digits) {
    std::vector<int16_t> sound;
    dsp::DtmfGenerator generator;
    for (const char digit : digits) {
        if (!generator.start(digit, kDtmfMs, kDtmfMs, kSentDtmfDbm0, kSentDtmfDbm0))
            continue;
        while (generator.sounding()) {
            int16_t piece[80];
            const int count = generator.generate(piece, 80);
            sound.insert(sound.end(), piece, piece + count);
        }
    }
    return sound;
}

} // namespace

std::vector<int16_t> callerIdSound(const CallerId &from, CallerIdSending way, const DtmfCodes &codes) {
    std::vector<int16_t> sound;
    if (way == CallerIdSending::kDtmf)
        return dtmfSound(writeDtmfDigits(from, codes));
    if (way == CallerIdSending::kNone)
        return sound;
    dsp::FskSignal signal;
    if (way == CallerIdSending::kFskV23) {
        signal.markHz = kV23MarkHz;
        signal.spaceHz = kV23SpaceHz;
    }
    const std::vector<uint8_t> octets = writeFskMessage(from);
    dsp::appendFsk(sound, signal, octets.data(), octets.size());
    return sound;
}

} // namespace callbox::analog
