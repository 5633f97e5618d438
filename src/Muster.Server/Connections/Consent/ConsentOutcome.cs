namespace Muster.Server.Connections.Consent;

/// <summary>How asking for consent ended.</summary>
internal enum ConsentResult
{
    /// <summary>An administrator consented.</summary>
    Granted,

    /// <summary>Nobody consented.</summary>
    Refused,

    /// <summary>Somebody consented for another tenant.</summary>
    OtherTenant,

    /// <summary>The answer says neither yes nor no.</summary>
    Unreadable,
}

/// <summary>How asking for consent ended, for whom, and when.</summary>
/// <param name="Result">How.</param>
/// <param name="Detail">What the login host said, or which tenant answered; it comes from outside.</param>
/// <param name="At">When.</param>
/// <param name="Order">What was asked.</param>
internal sealed record ConsentOutcome(ConsentResult Result, string Detail, DateTimeOffset At, ConsentOrder Order);
