// Plays one list into A-law octets, seamlessly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "dsp/tone_generator.h"
#include "media/play_list.h"

namespace callbox::media {

class Player {
  public:
    /// `list` has passed isPlayable.
    void start(std::unique_ptr<PlayList> list, const dsp::TonePlan &plan);
    bool playing() const { return list_ != nullptr; }
    /// The last octet is out; never for a list that loops or ends in an endless item.
    bool finished() const { return item_ == list_->items.size(); }
    const PlayList *list() const { return list_.get(); }
    /// Fills at most `samples` and returns how many; fewer only when the list is finished.
    int fill(uint8_t *out, int samples);
    /// Gives the list up, for whoever destroys it.
    std::unique_ptr<PlayList> stop();

  private:
    void enterItem(size_t item);

    std::unique_ptr<PlayList> list_;
    const dsp::TonePlan *plan_ = nullptr;
    size_t item_ = 0;
    size_t at_ = 0;     // samples of the item that are out
    size_t length_ = 0; // of the item
    dsp::ToneGenerator tone_;
};

} // namespace callbox::media
