using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Muster.Server.FirstRun;

namespace Muster.Server.Notifications;

/// <summary>Where others reach this server.</summary>
internal sealed class PublicAddress(ServerOptions options, ServerFacts facts, IServer server)
{
    /// <summary>Where the directory may send change notifications; null when there is no https address to give.</summary>
    public Uri? ForNotifications =>
        Stated is { Scheme: "https" } address ? address
        : options.Demo is null ? null
        : Listening.Select(listening => new Uri(listening)).FirstOrDefault(listening => listening.Scheme == "https");

    /// <summary>Where people reach it, as whoever started it said, or else an owner when it was set up; null when nobody did, and a request's own host is right.</summary>
    public Uri? Stated => options.PublicUrl ?? facts.Address;

    /// <summary>Where people on this machine reach it.</summary>
    public Uri ForPeople =>
        new(Listening.OrderBy(address => address.StartsWith("https", StringComparison.Ordinal) && options.Demo is not null).First());

    private IEnumerable<string> Listening => server.Features.Get<IServerAddressesFeature>()!.Addresses;
}
