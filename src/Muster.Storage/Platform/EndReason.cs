using Muster.Core.Planning;

namespace Muster.Storage.Platform;

/// <summary>Why a membership ended, kept with its interval.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Evidence">Whether the directory or a person said so.</param>
internal readonly record struct EndReason(RemovalCause Cause, Evidence Evidence)
{
    /// <summary>A person changed what the group follows.</summary>
    public static readonly EndReason LinkChanged = new(RemovalCause.LinkChanged, Evidence.Stated);
}
