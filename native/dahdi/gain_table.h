// The driver amplifies by a table of 256 octets for each direction.
#pragma once

#include <array>
#include <cstdint>

namespace callbox::dahdi {

/// A-law octet to the A-law octet `db` louder, -24 .. +24; clips. 0 dB leaves every octet as it is.
std::array<uint8_t, 256> gainTable(double db);

} // namespace callbox::dahdi
