package dev.lockstep.core.archive;

/**
 * What an archive may be.
 *
 * @param files how many it may hold
 * @param list how long the list of its contents may be, in bytes
 * @param name how long the name of a file may be, in bytes
 * @param note how long what is added to a file's entry may be, or to the archive itself, in bytes
 * @param manifest how long a manifest may be when it is unpacked
 * @param unpacked how long all files may be together when they are unpacked
 * @param ratio by how much it may grow when it is unpacked; see {@link #GRACE}
 */
record ArchiveLimits(int files, int list, int name, int note, int manifest, long unpacked, int ratio) {
    /** What any archive may unpack to, whatever its own size: text of a few bytes may well shrink to a thousandth. */
    static final long GRACE = 16 << 20;

    static final ArchiveLimits BUNDLE = new ArchiveLimits(65_534, 8 << 20, 4096, 16 << 10, 4 << 20, 1L << 30, 100);

    long unpacked(long length) {
        return Math.min(unpacked, Math.max(GRACE, length * ratio));
    }
}
