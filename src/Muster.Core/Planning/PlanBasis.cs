using Muster.Core.DirectoryObjects;

namespace Muster.Core.Planning;

/// <summary>What a plan was computed from; when any of it has changed since, the plan is stale and is not applied.</summary>
/// <param name="Revision">Revision of the platform's state.</param>
/// <param name="Read">The reads behind the mirror, with its version.</param>
/// <param name="ConfigurationVersion">Version of the connection's settings and rules.</param>
public sealed record PlanBasis(long Revision, ReadCertificate Read, long ConfigurationVersion);
