using Muster.Core.Importing;
using Muster.Core.Planning;

namespace Muster.Engine.History;

/// <summary>One applied plan in the numbering of the platform's states.</summary>
/// <param name="Number">Number, from 1 without gaps.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="At">Since when it is in force; later for every larger number.</param>
/// <param name="Entry">Number of the audit entry that records it; null for those from before entries were noted.</param>
public sealed record Revision(long Number, long Run, DateTimeOffset At, long? Entry);

/// <summary>A complete read of the directory.</summary>
/// <param name="Run">The run that read.</param>
/// <param name="At">When the read was through.</param>
public sealed record DirectoryRead(long Run, DateTimeOffset At);

/// <summary>The complete reads nearest to a moment.</summary>
/// <param name="Before">The last one up to it; null when there is none.</param>
/// <param name="After">The first one after it; null when there is none (yet).</param>
public sealed record ReadsAround(DirectoryRead? Before, DirectoryRead? After)
{
    /// <summary>How exactly a moment is known by several directories together: since the oldest of their last reads, until the latest of their next. One that had not been read yet says nothing of it.</summary>
    /// <param name="each">The reads of each.</param>
    public static ReadsAround Of(IReadOnlyCollection<ReadsAround> each)
    {
        var known = each.Where(one => one.Before is not null).ToList();
        return known.Count == 0
            ? new ReadsAround(null, each.Select(one => one.After).OfType<DirectoryRead>().MinBy(read => read.At))
            : new ReadsAround(
                known.MinBy(one => one.Before!.At)!.Before,
                known.TrueForAll(one => one.After is not null) ? known.MaxBy(one => one.After!.At)!.After : null
            );
    }
}

/// <summary>The settings that were in force.</summary>
/// <param name="Version">Version of the connection's settings and rules; null where the revision had nothing to do with a connection or is older than such notes.</param>
/// <param name="Rule">The import rule; null when there was none or it is not known.</param>
/// <param name="RuleSince">When that rule was set.</param>
/// <param name="RuleBy">Who set it.</param>
public sealed record ConfigurationThen(long? Version, ImportRule? Rule, DateTimeOffset? RuleSince, string? RuleBy)
{
    /// <summary>Nothing is known.</summary>
    public static readonly ConfigurationThen Unknown = new(null, null, null, null);
}

/// <summary>How a group came to follow a directory group.</summary>
/// <param name="Cause">By its exact name, picked by a person, or restored.</param>
/// <param name="Run">The run that linked it.</param>
/// <param name="At">When.</param>
/// <param name="By">Who started that run.</param>
public sealed record LinkThen(LinkCause Cause, long Run, DateTimeOffset At, string By);
