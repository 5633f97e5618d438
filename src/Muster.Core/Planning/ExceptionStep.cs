using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>A change of one exception.</summary>
public abstract record ExceptionStep
{
    private ExceptionStep(MembershipException exception) => Exception = exception;

    /// <summary>The exception: as it begins, or as it is before the step.</summary>
    public MembershipException Exception { get; }

    /// <summary>Begins one.</summary>
    public sealed record Begin(MembershipException Exception) : ExceptionStep(Exception);

    /// <summary>Gives one another end.</summary>
    /// <param name="Exception">As it is before.</param>
    /// <param name="Until">The new end; null for never.</param>
    public sealed record Extend(MembershipException Exception, DateTimeOffset? Until) : ExceptionStep(Exception);

    /// <summary>Ends one; its history stays.</summary>
    /// <param name="Exception">As it is before.</param>
    /// <param name="Cause">What ends it.</param>
    /// <param name="Reason">The same in words.</param>
    public sealed record End(MembershipException Exception, ExceptionEnd Cause, string Reason) : ExceptionStep(Exception);
}

/// <summary>What ends an exception.</summary>
public enum ExceptionEnd : byte
{
    /// <summary>Its date.</summary>
    Date = 0,

    /// <summary>A person, before its date.</summary>
    Person = 1,

    /// <summary>The person it was made for has no account in the directory any more.</summary>
    UserGone = 2,

    /// <summary>The group was retired, or does not follow the directory any more.</summary>
    GroupGone = 3,

    /// <summary>The run that began it was undone.</summary>
    Undone = 4,
}
