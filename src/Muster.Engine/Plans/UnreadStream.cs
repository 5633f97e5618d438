using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Engine.Plans;

/// <summary>A part of the directory that was not read to its end when a plan was to be made of it.</summary>
/// <param name="Stream">Which part.</param>
/// <param name="Known">How many objects of it were known from the read before; null when it had never been read to its end.</param>
public sealed record UnreadStream(DirectoryStream Stream, int? Known)
{
    /// <summary>What a read did not bring, beside what was known before.</summary>
    /// <param name="failure">Why it broke off.</param>
    /// <param name="before">What the last reads that reached their end brought.</param>
    public static IReadOnlyList<UnreadStream> Of(DirectoryReadException failure, ReadCertificate before)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(before);
        return
        [
            // The round that broke off has taken the mark of completeness away already; what it found there stays.
            .. failure.Unread.Select(stream =>
                (stream == DirectoryStream.Users ? before.Users : before.Groups)
                    is ({ Complete: true } or { PresentAfter: > 0 })
                        and var known
                    ? new UnreadStream(stream, known.PresentAfter)
                    : new UnreadStream(stream, null)
            ),
        ];
    }
}
