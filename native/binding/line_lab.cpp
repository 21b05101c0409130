// What a technician asks of one channel: the caller ID that came over it, and the spectrum of its sound.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "binding/convert.h"
#include "binding/names.h"
#include "engine/thread_clock.h"

namespace callbox::binding {

namespace {

int64_t epochUs() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

Napi::Uint8Array octetsToJs(Napi::Env env, const std::vector<uint8_t> &octets) {
    Napi::Uint8Array array = Napi::Uint8Array::New(env, octets.size());
    if (!octets.empty())
        std::memcpy(array.Data(), octets.data(), octets.size());
    return array;
}

Napi::Object spillToJs(Napi::Env env, const analog::CallerIdSpill &spill, int64_t epochLessMonotonicUs) {
    Napi::Object object = Napi::Object::New(env);
    const auto number = [&](const char *name, double value) {
        object.Set(name, Napi::Number::New(env, value));
    };
    const auto flag = [&](const char *name, bool value) { object.Set(name, Napi::Boolean::New(env, value)); };
    const auto text = [&](const char *name, const std::string &value) {
        object.Set(name, Napi::String::New(env, value));
    };
    number("atMs", std::floor(static_cast<double>(spill.atUs + epochLessMonotonicUs) / 1000));
    text("way", nameOf(kCallerIdNames, spill.way));
    object.Set("octets", octetsToJs(env, spill.octets));
    flag("cut", spill.cut);
    flag("inverted", spill.inverted);
    number("framingErrors", spill.framingErrors);
    number("levelDbm0", spill.levelDbm0);
    number("markHz", spill.markHz);
    flag("beforeRing", spill.beforeRing);
    flag("rangTwice", spill.rangTwice);
    text("problem", analog::problemName(spill.read.problem));
    text("presentation", nameOf(kPresentationNames, spill.read.shown));
    text("number", spill.read.number);
    text("name", spill.read.name);
    return object;
}

/// Half decibels above the floor, one octet a bin.
Napi::Object sideToJs(Napi::Env env, const media::ScopeSide &side) {
    Napi::Uint8Array spectrum = Napi::Uint8Array::New(env, dsp::kSpectrumBins);
    for (size_t bin = 0; bin < dsp::kSpectrumBins; bin++) {
        const double above = static_cast<double>(side.spectrumDbm0[bin]) - dsp::kSpectrumFloorDbm0;
        spectrum[bin] = static_cast<uint8_t>(std::clamp(std::lround(2 * above), 0L, 255L));
    }
    Napi::Array levels = Napi::Array::New(env, media::kScopeLevels);
    for (uint32_t n = 0; n < media::kScopeLevels; n++)
        levels.Set(n, Napi::Number::New(env, std::round(static_cast<double>(side.levelsDbm0[n]) * 10) / 10));
    Napi::Object object = Napi::Object::New(env);
    object.Set("spectrum", spectrum);
    object.Set("levelsDbm0", levels);
    return object;
}

} // namespace

Napi::Object toJs(Napi::Env env, const engine::CallerIdRecord &record) {
    const int64_t apartUs = epochUs() - engine::monotonicUs();
    Napi::Array spills = Napi::Array::New(env, record.spills.size());
    for (uint32_t n = 0; n < record.spills.size(); n++)
        spills.Set(n, spillToJs(env, record.spills[n], apartUs));
    Napi::Object object = Napi::Object::New(env);
    object.Set("learnt", Napi::Boolean::New(env, record.learnt));
    object.Set("way", Napi::String::New(env, nameOf(kCallerIdNames, record.kind)));
    object.Set("spills", spills);
    return object;
}

Napi::Array toJs(Napi::Env env, const std::vector<media::ScopeFrame> &frames) {
    Napi::Array array = Napi::Array::New(env, frames.size());
    for (uint32_t n = 0; n < frames.size(); n++) {
        Napi::Object frame = Napi::Object::New(env);
        frame.Set("endSample", Napi::Number::New(env, static_cast<double>(frames[n].endSample)));
        frame.Set("received", sideToJs(env, frames[n].received));
        frame.Set("sent", sideToJs(env, frames[n].sent));
        array.Set(n, frame);
    }
    return array;
}

} // namespace callbox::binding
