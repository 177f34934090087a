// Brightness to height: the two ways in which a picture becomes a surface.
#pragma once

#include "core/generate/field.h"

namespace orfeas::generate {

/// Wall thickness of a lithophane in mm for a wanted luminance (linear light, 0 dark to 1 bright). Plastic dims light
/// exponentially with its thickness (Beer-Lambert: T = exp(-attenuation * t)), so the thickness is the logarithm of
/// the wanted transmission, between what the thickest and the thinnest wall let through.
struct LightCurve {
    double thinnestMm = 0.8;
    double thickestMm = 3.2;
    double attenuationPerMm = 1.0;

    double thickness(double luminance) const;
    double transmission(double thicknessMm) const;
};

/// Linear light 0..1 of an sRGB-encoded value 0..1 (IEC 61966-2-1).
double linearFromSrgb(double encoded);

/// The range that leaves `share` of the samples out at either end: {low, high}, never closer than 1/64.
struct ValueRange {
    float low = 0.0f;
    float high = 1.0f;
};
ValueRange robustRange(const Field& field, const Field* weights, double share);

} // namespace orfeas::generate
