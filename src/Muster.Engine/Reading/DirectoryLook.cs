using Muster.Core.DirectoryObjects;

namespace Muster.Engine.Reading;

/// <summary>What a directory says about one object at this moment, with its own answers. Nothing of it is kept.</summary>
/// <param name="Tenant">Tenant that the sign-in led to; null when the directory does not say.</param>
/// <param name="Permissions">What the sign-in may do; null when the directory does not say.</param>
/// <param name="IsThere">Whether it has the object.</param>
/// <param name="User">Properties of a user; null for a group, and where it is not there.</param>
/// <param name="Answers">What was asked and answered, in order.</param>
public sealed record DirectoryLook(
    Guid? Tenant,
    IReadOnlyList<string>? Permissions,
    bool IsThere,
    UserFacts? User,
    IReadOnlyList<DirectoryAnswer> Answers
);

/// <summary>One question to a directory, and its answer as it came, without secrets.</summary>
/// <param name="Question">Method and address.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Reference">What the support of the directory asks for: id and time of the request.</param>
/// <param name="Body">The body, indented; cut where it is long.</param>
public sealed record DirectoryAnswer(string Question, int Status, string Reference, string Body);
