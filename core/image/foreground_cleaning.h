// From a raw labelling to whole subjects. Internal to core/image.
#pragma once

#include <cstdint>
#include <vector>

namespace orfeas::image {

/// Drops regions under `leastShare` of the largest one; returns how many stay.
int keepLargestParts(std::vector<std::uint8_t>& subject, int width, int height, double leastShare);

/// Fills gaps that do not reach the frame and are smaller than `leastShare` of the subject.
void fillPinholes(std::vector<std::uint8_t>& subject, int width, int height, double leastShare);

/// When the subject is lines round empty paper (a drawing), fills what they enclose, small breaks in the lines
/// included; else changes nothing. A ring stays a ring as long as it is thicker than a pen stroke.
bool fillDrawing(std::vector<std::uint8_t>& subject, int width, int height);

} // namespace orfeas::image
