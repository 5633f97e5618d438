using System.Text.RegularExpressions;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Control;

/// <summary>What is to be changed about an application; what is left out stays as it is.</summary>
internal sealed partial record AppOrder
{
    /// <summary>Which one; the first when left out. One that is not there is registered.</summary>
    public Guid? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public DateTimeOffset? SecretExpires { get; init; }

    public IReadOnlyList<string>? Permissions { get; init; }

    public bool? Disabled { get; init; }

    public bool? PublicClient { get; init; }

    /// <summary>All its certificates, PEM.</summary>
    public IReadOnlyList<string>? Certificates { get; init; }

    public IReadOnlyList<FederatedTrust>? FederatedTrusts { get; init; }

    /// <exception cref="ControlException">Something about it makes no sense.</exception>
    public AppRegistration Apply(AppRegistration app)
    {
        if ((Permissions ?? []).FirstOrDefault(name => !Permission().IsMatch(name)) is { } wrong)
            throw ControlException.Invalid($"'{wrong}' is not the name of a permission, such as User.Read.All.");
        if (ClientSecret is "")
            throw ControlException.Invalid("A secret is not empty.");
        if ((FederatedTrusts ?? []).Select(trust => trust.FindProblem()).FirstOrDefault(problem => problem is not null) is { } problem)
            throw ControlException.Invalid(problem);
        return app with
        {
            ClientSecret = ClientSecret ?? app.ClientSecret,
            SecretExpires = SecretExpires ?? app.SecretExpires,
            Roles = Permissions ?? app.Roles,
            IsDisabled = Disabled ?? app.IsDisabled,
            IsPublicClient = PublicClient ?? app.IsPublicClient,
            Certificates = Certificates is null ? app.Certificates : [.. Certificates.Select(Read)],
            Trusts = FederatedTrusts ?? app.Trusts,
        };
    }

    private static AppCertificate Read(string pem)
    {
        try
        {
            return AppCertificate.Read(pem);
        }
        catch (FormatException problem)
        {
            throw ControlException.Invalid(problem.Message);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z0-9-]+)+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Permission();
}
