#include "dsp/steady_tone.h"

#include <cmath>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr double kMinHz = 340, kMaxHz = 2600; // below it a nasal sound may be as pure as a tone
constexpr double kMinLevelDbm0 = -42;
constexpr double kMinPurity = 0.9; // share of the frame's power that one sine explains
constexpr double kHzMayDiffer = 0.03, kDbMayDiffer = 3;

struct Sine {
    double hz = 0, purity = 0, dbm0 = kSilenceDbm0;
};

/// The sine that explains most of the frame: its frequency by x[n-1] + x[n+1] = 2 cos(w) x[n], its share of
/// the power by least squares at that frequency.
Sine strongestSine(const int16_t *x) {
    double square = 0, product = 0;
    for (int n = 1; n + 1 < SteadyTone::kFrameSamples; ++n) {
        square += static_cast<double>(x[n]) * x[n];
        product += static_cast<double>(x[n]) * (x[n - 1] + x[n + 1]);
    }
    Sine sine;
    if (square < 1)
        return sine;
    const double cosine = product / square / 2;
    if (cosine <= -1 || cosine >= 1)
        return sine;
    const double w = std::acos(cosine);
    sine.hz = w * 8000 / (2 * kPi);
    double cc = 0, ss = 0, cs = 0, xc = 0, xs = 0, xx = 0;
    const double rotateCos = cosine, rotateSin = std::sin(w);
    double c = 1, s = 0;
    for (int n = 0; n < SteadyTone::kFrameSamples; ++n) {
        cc += c * c;
        ss += s * s;
        cs += c * s;
        xc += x[n] * c;
        xs += x[n] * s;
        xx += static_cast<double>(x[n]) * x[n];
        const double next = c * rotateCos - s * rotateSin;
        s = s * rotateCos + c * rotateSin;
        c = next;
    }
    const double determinant = cc * ss - cs * cs;
    if (determinant < 1e-6)
        return sine;
    const double a = (xc * ss - xs * cs) / determinant, b = (xs * cc - xc * cs) / determinant;
    sine.purity = (a * xc + b * xs) / xx;
    sine.dbm0 = levelDbm0(x, SteadyTone::kFrameSamples);
    return sine;
}

} // namespace

bool SteadyTone::frame(const int16_t *samples) {
    const Sine sine = strongestSine(samples);
    const bool pure =
        sine.purity >= kMinPurity && sine.hz >= kMinHz && sine.hz <= kMaxHz && sine.dbm0 >= kMinLevelDbm0;
    if (!pure) {
        frames_ = 0;
        return false;
    }
    const bool same = frames_ > 0 && std::abs(sine.hz - meanHz_) <= kHzMayDiffer * meanHz_ &&
                      std::abs(sine.dbm0 - meanDbm0_) <= kDbMayDiffer;
    frames_ = same ? frames_ + 1 : 1;
    const double weight = 1.0 / (frames_ < 10 ? frames_ : 10);
    meanHz_ = same ? meanHz_ + (sine.hz - meanHz_) * weight : sine.hz;
    meanDbm0_ = same ? meanDbm0_ + (sine.dbm0 - meanDbm0_) * weight : sine.dbm0;
    return frames_ >= kMinFrames;
}

} // namespace callbox::dsp
