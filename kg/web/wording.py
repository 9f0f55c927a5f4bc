"""The words of the pages: names for other people's properties and for links read the other way
round; in which order and under which heading a page says what. Data only.
"""

from __future__ import annotations

# Plain names; where a term has none here, its label in the graph is used.
NAMES = {
    "as:deleted": "Withdrawn on",
    "as:formerType": "Was a",
    "crv:reviewType": "Type of review",
    "crv:reviews": "Incident",
    "crv:concernsSubject": "Subject",
    "crv:firstYear": "From year",
    "crv:lastYear": "To year",
    "crv:inCapacity": "In the capacity of",
    "crv:theme": "Themes",
    "crv:step": "Steps",
    "crv:participation": "Who took part",
    "crv:number": "Number in the report",
    "crv:arisingFrom": "From the review",
    "crv:statedIn": "Stated in",
    "crv:reportOf": "Report of",
    "dcat:keyword": "Keywords",
    "dcat:landingPage": "Web page",
    "dcat:record": "Records",
    "dcat:resource": "Holds",
    "dcterms:alternative": "Also called",
    "dcterms:audience": "For",
    "dcterms:conformsTo": "Follows",
    "dcterms:contributor": "Contributors",
    "dcterms:created": "Created",
    "dcterms:creator": "Authors",
    "dcterms:date": "Date",
    "dcterms:description": "Description",
    "dcterms:identifier": "Other identifiers",
    "dcterms:isPartOf": "Part of",
    "dcterms:isReplacedBy": "Replaced by",
    "dcterms:issued": "Published",
    "dcterms:license": "Licence",
    "dcterms:modified": "Last changed",
    "dcterms:publisher": "Publisher",
    "dcterms:references": "Refers to",
    "dcterms:relation": "Related",
    "dcterms:replaces": "Replaces",
    "dcterms:rightsHolder": "Owner",
    "dcterms:source": "Source",
    "dcterms:spatial": "Area",
    "dcterms:subject": "Subjects",
    "dcterms:title": "Title",
    "dcterms:type": "Kind",
    "foaf:homepage": "Website",
    "foaf:name": "Name",
    "foaf:primaryTopic": "Record of",
    "openwemi:expresses": "Edition of",
    "openwemi:instantiates": "Copy of",
    "org:classification": "Kind of body",
    "org:member": "Person",
    "org:organization": "Body",
    "org:originalOrganization": "From",
    "org:purpose": "Purpose",
    "org:reportsTo": "Reports to",
    "org:resultingOrganization": "To",
    "org:role": "Role",
    "org:subOrganizationOf": "Part of",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version",
    "prov:agent": "Who",
    "prov:endedAtTime": "Published",
    "prov:generated": "Changed",
    "prov:hadRole": "Role",
    "prov:used": "Made with",
    "prov:wasAssociatedWith": "By",
    "prov:wasDerivedFrom": "Derived from",
    "prov:wasInformedBy": "Follows from",
    "rdf:type": "Type",
    "rdfs:isDefinedBy": "Defined in",
    "rdfs:subClassOf": "A kind of",
    "rdfs:subPropertyOf": "A kind of",
    "schema:about": "About",
    "schema:alternateName": "Also written",
    "schema:contentUrl": "Address",
    "schema:contributor": "Host or partner",
    "schema:dissolutionDate": "Ended",
    "schema:domainIncludes": "Used on",
    "schema:educationalCredentialAwarded": "Accreditation",
    "schema:endDate": "End",
    "schema:foundingDate": "Founded",
    "schema:hasCourseInstance": "Held",
    "schema:hasCredential": "Credentials",
    "schema:inLanguage": "Language",
    "schema:isbn": "ISBN",
    "schema:location": "Place",
    "schema:measuredProperty": "What is counted",
    "schema:minValue": "At least",
    "schema:name": "Name",
    "schema:provider": "Provider",
    "schema:rangeIncludes": "Takes",
    "schema:recognizedBy": "Awarded by",
    "schema:sameAs": "The same elsewhere",
    "schema:sha256": "SHA-256",
    "schema:startDate": "Start",
    "schema:teaches": "Teaches",
    "schema:unitCode": "Unit",
    "schema:validFrom": "In force from",
    "schema:validThrough": "In force until",
    "schema:value": "Value",
    "sh:group": "Group",
    "sh:message": "What to write instead",
    "sh:path": "Property that is checked",
    "sh:property": "Rules",
    "sh:severity": "How grave",
    "skos:altLabel": "Also called",
    "skos:broader": "Broader",
    "skos:definition": "Definition",
    "skos:editorialNote": "Note",
    "skos:example": "Example",
    "skos:inScheme": "In the list",
    "skos:prefLabel": "Name",
    "skos:related": "Related",
    "skos:scopeNote": "When to use it",
}

# The same links, read from the other end.
INVERSE = {
    "crv:addressedTo": "Learning addressed to it",
    "crv:appliesTo": "Guidance for it",
    "crv:arisingFrom": "What was learned",
    "crv:collectsType": "Collected in",
    "crv:commissionedBy": "Reviews commissioned",
    "crv:confidence": "Datasets with this confidence",
    "crv:decidedBy": "Decided on",
    "crv:drawsOn": "Services that draw on it",
    "crv:governedBy": "What it governs",
    "crv:heldIn": "Copies held",
    "crv:implements": "Actions",
    "crv:inCapacity": "Taken part in this capacity",
    "crv:participation": "Part in",
    "crv:promptedBy": "Prompted",
    "crv:reportOf": "Reports",
    "crv:respondsTo": "Responses",
    "crv:respondent": "Responses given",
    "crv:reviewType": "Reviews of this type",
    "crv:reviews": "Reviewed by",
    "crv:stageOf": "Stages",
    "crv:statedBy": "Statements made",
    "crv:statedIn": "What it states",
    "crv:statusOf": "Progress",
    "crv:step": "Step of",
    "crv:theme": "With this theme",
    "crv:concernsSubject": "Subject of",
    "crv:usualCollator": "Collects the reports of",
    "crv:usualCommissioner": "Commissions",
    "crv:usualConductor": "Carries out",
    "crv:usualDecider": "Decides on",
    "crv:usuallyNotified": "Is told of",
    "dcat:record": "In the collection",
    "dcat:resource": "In the collection",
    "dcterms:audience": "Made for it",
    "dcterms:contributor": "Contributed to",
    "dcterms:creator": "Written by them",
    "dcterms:isPartOf": "Parts",
    "dcterms:publisher": "Published by it",
    "dcterms:references": "Referred to by",
    "dcterms:relation": "Related",
    "dcterms:replaces": "Replaced by",
    "dcterms:rightsHolder": "Owns",
    "dcterms:source": "Source of",
    "dcterms:spatial": "In this area",
    "dcterms:subject": "About it",
    "dcterms:type": "Of this kind",
    "foaf:primaryTopic": "Catalogue records",
    "openwemi:expresses": "Editions",
    "openwemi:instantiates": "Copies",
    "org:classification": "Bodies of this kind",
    "org:member": "Roles in bodies",
    "org:organization": "People in it",
    "org:originalOrganization": "Became",
    "org:reportsTo": "Reporting to it",
    "org:resultingOrganization": "Came from",
    "org:subOrganizationOf": "Parts",
    "prov:agent": "Took part in",
    "prov:generated": "Changed by releases",
    "prov:hadRole": "Taken by",
    "prov:wasGeneratedBy": "Statements that came",
    "prov:wasInformedBy": "Led to",
    "prov:wasInvalidatedBy": "Statements that went",
    "rdf:type": "Of this class",
    "rdfs:isDefinedBy": "Terms",
    "rdfs:subClassOf": "Narrower classes",
    "rdfs:subPropertyOf": "Narrower properties",
    "schema:about": "What is said about it",
    "schema:contributor": "Hosted or supported",
    "schema:domainIncludes": "Properties",
    "schema:hasCourseInstance": "Held as part of",
    "schema:provider": "Provides",
    "schema:rangeIncludes": "Properties that lead here",
    "schema:recognizedBy": "Credentials awarded",
    "schema:teaches": "Taught by",
    "sh:property": "A rule of",
    "skos:broader": "Narrower",
    "skos:inScheme": "Concepts",
}

# Headings of a page about a thing, and what comes under each, in order; `^`: links to it.
GROUPS = (
    (
        "About",
        "dcterms:description sh:description rdfs:comment sh:message sh:path skos:definition "
        "skos:scopeNote skos:example org:purpose dcterms:type "
        "crv:reviewType crv:reviewStatus org:classification crv:number crv:wholeSet crv:level "
        "crv:findingType crv:decision crv:status crv:certainty schema:measuredProperty "
        "schema:value schema:minValue schema:unitCode crv:reviews crv:incidentOutcome crv:harmType "
        "crv:riskFactor crv:causeCategory crv:ageBand crv:subjectCount crv:firstYear crv:lastYear "
        "crv:concernsSubject crv:pseudonym ^crv:reviews ^crv:concernsSubject schema:teaches "
        "crv:methodology crv:usesElement crv:theme dcat:keyword schema:about dcterms:subject "
        "dcterms:audience schema:educationalCredentialAwarded crv:offersRole crv:collectsType "
        "dcterms:alternative "
        "skos:altLabel schema:alternateName skos:prefLabel dcterms:title foaf:name schema:name "
        "rdfs:label crv:titleStatus dcterms:identifier schema:isbn schema:inLanguage",
    ),
    (
        "Who",
        "crv:commissionedBy crv:commissionerWithheld crv:decidedBy crv:leadReviewer "
        "crv:participation dcterms:creator dcterms:contributor dcterms:publisher "
        "dcterms:rightsHolder schema:provider schema:contributor prov:agent prov:hadRole "
        "crv:roleTitle crv:inCapacity org:member org:organization org:role crv:addressedTo "
        "crv:addressedToKind crv:respondent crv:responsibleBody crv:statedBy crv:requestedBy "
        "crv:drawsOn crv:notified schema:hasCredential schema:recognizedBy org:reportsTo "
        "org:subOrganizationOf ^org:reportsTo ^org:subOrganizationOf ^org:originalOrganization "
        "^org:resultingOrganization org:originalOrganization org:resultingOrganization "
        "crv:changeType ^org:organization ^org:member ^prov:agent ^crv:participation "
        "prov:wasAssociatedWith",
    ),
    (
        "Law and guidance",
        "crv:legalStatus crv:legalBasis crv:legalCitation crv:appliesTo crv:criterion "
        "crv:criteriaRule crv:usualCommissioner crv:usualDecider crv:decisionRule "
        "crv:usualConductor crv:usuallyNotified crv:usualSteps crv:timeLimits crv:methodRule "
        "crv:publicationRule crv:usualCollator crv:collationRule crv:stageOf ^crv:stageOf",
    ),
    (
        "When and where",
        "schema:hasCourseInstance crv:step crv:stepType crv:published dcterms:issued "
        "schema:startDate schema:endDate schema:validFrom schema:validThrough crv:dueBy crv:asAt "
        "dcterms:date schema:foundingDate schema:dissolutionDate crv:seenInRoleAt crv:withdrawnOn "
        "prov:endedAtTime prov:wasInformedBy ^prov:wasInformedBy "
        "dcterms:spatial crv:areaName schema:location ^crv:step "
        "^schema:hasCourseInstance",
    ),
    (
        "Documents",
        "^crv:reportOf crv:reportOf crv:publicationStatus crv:governedBy ^crv:governedBy "
        "dcterms:replaces ^dcterms:replaces dcterms:references ^dcterms:references "
        "^openwemi:expresses openwemi:expresses ^openwemi:instantiates openwemi:instantiates "
        "schema:contentUrl crv:readableAt crv:availability crv:removalReason crv:heldIn "
        "^crv:heldIn dcat:landingPage foaf:homepage schema:sameAs dcat:resource dcat:record "
        "^dcat:resource ^dcat:record ^foaf:primaryTopic foaf:primaryTopic crv:copyRetention "
        "^dcterms:creator ^dcterms:contributor ^dcterms:publisher",
    ),
    (
        "Reviews and learning",
        "^crv:commissionedBy ^crv:reviewType ^crv:decidedBy ^crv:usualCommissioner "
        "^crv:usualDecider ^crv:usualConductor ^crv:usuallyNotified ^crv:usualCollator "
        "crv:recommendationCount "
        "^crv:arisingFrom crv:arisingFrom crv:statedIn ^crv:statedIn crv:restsOn ^crv:restsOn "
        "^crv:addressedTo ^crv:respondsTo crv:respondsTo ^crv:implements crv:implements "
        "^crv:statusOf crv:statusOf crv:currentStatus ^crv:theme ^crv:harmType ^crv:riskFactor "
        "dcterms:relation ^dcterms:relation",
    ),
    (
        "Training and support",
        "^schema:provider ^schema:contributor ^schema:teaches ^crv:offersRole ^crv:drawsOn "
        "crv:promptedBy ^crv:promptedBy",
    ),
    (
        "Among the terms",
        "^skos:inScheme ^rdfs:isDefinedBy skos:broader ^skos:broader skos:related ^skos:related "
        "rdfs:subClassOf ^rdfs:subClassOf rdfs:subPropertyOf ^rdfs:subPropertyOf "
        "schema:domainIncludes ^schema:domainIncludes schema:rangeIncludes ^schema:rangeIncludes "
        "skos:inScheme rdfs:isDefinedBy",
    ),
    (
        "Where it came from",
        "dcterms:source skos:editorialNote prov:wasDerivedFrom crv:confidence dcterms:license "
        "dcterms:conformsTo prov:used prov:generated",
    ),
)
LANGUAGES = {"cy": "Welsh", "en": "English", "gd": "Scottish Gaelic", "ga": "Irish"}
MORE = "More"
POINTING_HERE = "What points here"
