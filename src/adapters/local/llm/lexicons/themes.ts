import { lexicon } from './lexicon.ts'

export const THEMES = [
  lexicon(
    'theme',
    'family',
    `
    mother father daughter son sister brother family grandmother grandfather parent child uncle aunt cousin wife
    husband baby inherit`,
  ),
  lexicon(
    'theme',
    'friendship',
    `
    friend friendship companion together share trust loyal help ally comrade promise forgive bond neighbour neighbor`,
  ),
  lexicon(
    'theme',
    'love',
    `love kiss heart marry lover beloved wedding passion embrace husband wife affection adore`,
  ),
  lexicon(
    'theme',
    'loss',
    `
    grief loss death mourn funeral grave widow die dead farewell bury miss sorrow orphan tear goodbye`,
  ),
  lexicon(
    'theme',
    'courage',
    `
    courage brave fear danger rescue hero save risk dare bold face protect defend fearless strength storm`,
  ),
  lexicon(
    'theme',
    'duty',
    `
    duty keeper guard promise oath watch obey order serve keep post responsible responsibility tend task loyal
    warn lamp`,
  ),
  lexicon(
    'theme',
    'nature',
    `
    forest tree river mountain sea bird flower animal rain wind storm leaf sky earth garden seed snow moss wolf deer
    meadow wave ocean`,
  ),
  lexicon(
    'theme',
    'journey',
    `journey travel road path map train voyage ride arrive leave miles distant border traveller pack`,
  ),
  lexicon(
    'theme',
    'war and peace',
    `war soldier battle army enemy peace gun bomb victory surrender fight troop weapon truce`,
  ),
  lexicon(
    'theme',
    'justice',
    `
    law judge court justice crime prison lawyer guilty innocent trial witness sentence punish police jury`,
  ),
  lexicon(
    'theme',
    'power',
    `king queen throne crown power ruler emperor command rebel tyrant politics govern president empire`,
  ),
  lexicon(
    'theme',
    'secrets',
    `secret hide hidden lie truth conceal discover mystery letter reveal whisper key locked mask diary`,
  ),
  lexicon(
    'theme',
    'memory',
    `remember memory forget past photograph diary letter childhood recall dream remind nostalgia`,
  ),
  lexicon(
    'theme',
    'growing up',
    `child boy girl school grow teacher learn young teenager birthday classmate lesson childhood`,
  ),
  lexicon(
    'theme',
    'survival',
    `survive hunger starve cold water food shelter fire storm wound rescue danger alive freeze thirst wreck`,
  ),
  lexicon(
    'theme',
    'faith',
    `god pray prayer church faith soul priest bless heaven holy sin temple angel miracle`,
  ),
  lexicon(
    'theme',
    'freedom',
    `free freedom escape prison chain slave liberty cage rebel revolution flee captive`,
  ),
  lexicon(
    'theme',
    'work',
    `work job factory office boss wage worker labour labor trade craft tool apprentice business money`,
  ),
  lexicon(
    'theme',
    'technology',
    `machine computer robot engine software network internet code device data digital algorithm phone`,
  ),
  lexicon(
    'theme',
    'music',
    `music song sing piano violin melody band concert tune guitar choir orchestra drum singer`,
  ),
  lexicon(
    'theme',
    'money',
    `money gold coin rich poor debt bank wealth fortune pay price merchant bargain greed`,
  ),
]
