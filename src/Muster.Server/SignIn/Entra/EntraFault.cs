namespace Muster.Server.SignIn.Entra;

/// <summary>Why a sign-in with Entra led nowhere.</summary>
internal enum EntraFault
{
    /// <summary>Nobody has given this person access.</summary>
    NotInvited,

    /// <summary>The account may not sign in any more.</summary>
    Disabled,

    /// <summary>The person is of another tenant.</summary>
    OtherTenant,

    /// <summary>The token does not say who the person is.</summary>
    NoIdentity,

    /// <summary>The person, or Entra, said no.</summary>
    Declined,

    /// <summary>Entra answered with an error.</summary>
    ProviderError,

    /// <summary>The login host does not answer.</summary>
    Unreachable,

    /// <summary>The login host answers, and its metadata or keys cannot be read.</summary>
    Metadata,

    /// <summary>The answer belongs to no sign-in that this browser began: used already, made up, or too old.</summary>
    State,

    /// <summary>The token lacks the nonce of this sign-in.</summary>
    Nonce,

    /// <summary>The token was made for another app.</summary>
    Audience,

    /// <summary>The token was made by another issuer.</summary>
    Issuer,

    /// <summary>The token lacks something that it must have.</summary>
    Incomplete,

    /// <summary>The token is signed by a key that is not Entra's.</summary>
    Signature,

    /// <summary>The token has expired.</summary>
    Expired,

    /// <summary>The token is of the future: the clocks differ.</summary>
    NotYetValid,

    /// <summary>Somebody else confirmed.</summary>
    OtherPerson,

    /// <summary>Entra confirmed by an old sign-in.</summary>
    NotFresh,

    /// <summary>Entra did not say when the person signed in.</summary>
    NoAuthTime,

    /// <summary>It could not be recorded.</summary>
    NotRecorded,

    /// <summary>Anything else.</summary>
    Other,
}
