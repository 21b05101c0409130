// The two threads that wait for the disk: recordings out, prompts in.
#include <doctest/doctest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include <poll.h>

#include "engine/prompt_store.h"
#include "engine/test_folder.h"
#include "engine/writer_thread.h"

using namespace callbox::engine;
namespace media = callbox::media;

namespace {

struct Ends { // recording-ended events
    std::mutex mutex;
    std::condition_variable came;
    std::vector<Event> events;
    EventGate gate{[this](Event &&event) {
                       const std::lock_guard<std::mutex> lock(mutex);
                       events.push_back(std::move(event));
                       came.notify_all();
                       return true;
                   },
                   [] {},
                   {}};

    Event next(size_t index) {
        std::unique_lock<std::mutex> lock(mutex);
        REQUIRE(came.wait_for(lock, std::chrono::seconds(10), [&] { return events.size() > index; }));
        return events[index];
    }
};

struct Writing {
    TestFolder folder;
    Ends ends;
    Inbox<Notice> notices{8};
    WakeFd wake;
    media::BlockPool pool{4};
    WriterThread writer{ends.gate, notices, wake};

    Writing() {
        writer.setPool(&pool);
        writer.start();
    }
    void block(media::RecordingId recording, uint32_t samples, uint64_t lostBefore = 0) {
        media::RecordingBlock *block = pool.take();
        REQUIRE(block != nullptr);
        block->recording = recording;
        block->lostBefore = lostBefore;
        block->samples = samples;
        for (uint32_t i = 0; i < samples; i++) {
            block->pairs[2 * i] = 0x11;
            block->pairs[2 * i + 1] = 0x22;
        }
        writer.block(block);
    }
};

} // namespace

TEST_CASE("a recording is written below folders that are made, lost stretches as silence") {
    Writing writing;
    writing.writer.begin(1, "one", writing.folder.file("2026/11/22/one.wav"));
    writing.block(1, 100);
    writing.block(1, 50, 10);
    writing.writer.end(1, media::RecordingEnd::kStopped, 5);
    const Event ended = writing.ends.next(0);
    CHECK(ended.recording == "one");
    CHECK(ended.reason == "stopped");
    CHECK(ended.samples == 165);
    const std::vector<uint8_t> wav = writing.folder.read("2026/11/22/one.wav");
    REQUIRE(wav.size() == media::WavWriter::kHeaderOctets + 2 * 165);
    const uint8_t *pairs = wav.data() + media::WavWriter::kHeaderOctets;
    CHECK(pairs[0] == 0x11);
    CHECK(pairs[1] == 0x22);
    CHECK(pairs[2 * 100] == callbox::board::kAlawSilence);
    CHECK(pairs[2 * 110] == 0x11);
    namespace fs = std::filesystem;
    CHECK((fs::status(writing.folder.file("2026")).permissions() & fs::perms::mask) ==
          (fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec));
}

TEST_CASE("what is there is not touched, and its blocks come home") {
    Writing writing;
    std::ofstream(writing.folder.file("taken.wav")) << "was here";
    writing.writer.begin(1, "one", writing.folder.file("taken.wav"));
    for (int i = 0; i < 8; i++) { // twice the pool
        for (media::RecordingBlock *block = nullptr; block == nullptr;)
            if ((block = writing.pool.take()) != nullptr) {
                block->recording = 1;
                block->samples = 8000;
                writing.writer.block(block);
            }
    }
    CHECK(writing.ends.next(0).reason == "file-exists");
    writing.writer.end(1, media::RecordingEnd::kCleared, 0);
    writing.writer.stop();
    CHECK(writing.ends.events.size() == 1);
    CHECK(writing.folder.read("taken.wav").size() == 8);
}

TEST_CASE("a folder that cannot be made is a write error") {
    Writing writing;
    std::ofstream(writing.folder.file("a-file")) << "x";
    writing.writer.begin(1, "one", writing.folder.file("a-file/one.wav"));
    const Event ended = writing.ends.next(0);
    CHECK(ended.reason == "write-error");
    CHECK(ended.samples == 0);
}

TEST_CASE("stopping completes what is open") {
    Writing writing;
    writing.writer.begin(1, "one", writing.folder.file("one.wav"));
    writing.block(1, 80);
    writing.writer.stop();
    CHECK(writing.ends.next(0).samples == 80);
    CHECK(writing.folder.read("one.wav").size() == media::WavWriter::kHeaderOctets + 160);
}

namespace {

struct Fetching {
    TestFolder folder;
    Inbox<Notice> notices{8};
    WakeFd wake;
    PromptStore store{notices, wake};
    std::vector<Notice> taken;

    Fetching() { store.start(); }
    PlayRequest request(uint64_t token, const std::string &path) {
        PlayRequest request;
        request.token = token;
        request.list = std::make_unique<media::PlayList>();
        request.list->items.resize(1);
        request.paths = {path};
        return request;
    }
    Notice fetch(PlayRequest &&request) {
        REQUIRE(store.fetch(std::move(request)));
        pollfd waited{wake.fd(), POLLIN, 0};
        REQUIRE(poll(&waited, 1, 10'000) == 1);
        wake.drain();
        REQUIRE(notices.take(taken));
        REQUIRE(taken.size() == 1);
        return std::move(taken[0]);
    }
};

} // namespace

TEST_CASE("a prompt is read once, and again only when its file was replaced") {
    Fetching fetching;
    const std::string path = fetching.folder.writeWav("a.wav", std::vector<uint8_t>(80, 0x11));
    PlayRequest cold = fetching.request(1, path);
    CHECK_FALSE(fetching.store.fillFromMemory(cold));
    const Notice loaded = fetching.fetch(std::move(cold));
    CHECK(loaded.token == 1);
    CHECK(loaded.error == "");
    REQUIRE(loaded.list->items[0].prompt);
    CHECK(loaded.list->items[0].prompt->alaw.size() == 80);

    PlayRequest warm = fetching.request(2, path);
    CHECK(fetching.store.fillFromMemory(warm));
    CHECK(warm.list->items[0].prompt == loaded.list->items[0].prompt);

    fetching.folder.writeWav("a.wav", std::vector<uint8_t>(160, 0x22));
    PlayRequest replaced = fetching.request(3, path);
    CHECK_FALSE(fetching.store.fillFromMemory(replaced));
    CHECK(fetching.fetch(std::move(replaced)).list->items[0].prompt->alaw.size() == 160);
}

TEST_CASE("a prompt that is missing or no WAV is an error in words") {
    Fetching fetching;
    CHECK(fetching.fetch(fetching.request(1, fetching.folder.file("none.wav"))).error != "");
    std::ofstream(fetching.folder.file("bad.wav")) << "RIFF and nothing more";
    CHECK(fetching.fetch(fetching.request(2, fetching.folder.file("bad.wav"))).error != "");
}

TEST_CASE("memory for prompts is bounded: the longest unused goes first") {
    Fetching fetching;
    const size_t octets = 8000 * 500; // so many go into 64 MiB: 16
    const std::string first = fetching.folder.writeWav("0.wav", std::vector<uint8_t>(octets, 0x11));
    fetching.fetch(fetching.request(0, first));
    for (int i = 1; i <= 16; i++) {
        const std::string name = std::to_string(i) + ".wav";
        fetching.fetch(
            fetching.request(i, fetching.folder.writeWav(name, std::vector<uint8_t>(octets, 0x11))));
    }
    PlayRequest gone = fetching.request(99, first);
    CHECK_FALSE(fetching.store.fillFromMemory(gone));
    PlayRequest kept = fetching.request(98, fetching.folder.file("16.wav"));
    CHECK(fetching.store.fillFromMemory(kept));
}
